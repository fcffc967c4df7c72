import { DEVICE_DELIMITER } from '@casement/protocol';
import { writeHeaderName } from '../../faults/header-case.js';
import { newlinesBehindBody } from '../live/multipart-form.js';
import type { MultipartStyle } from '../live/multipart-form.js';
import type { DownloadFile } from './download-file.js';
import type { DownloadsScenario } from './downloads-scenario.js';

/** What a part says about the recording (B68): as it should be, nothing recorded, no MP4 of it, too much at once. */
export const downloadStatuses = { normal: 0, noData: 1, codec: 2, busy: 3 } as const;

/** One part of the answer (6.3.1). */
export type DownloadPart = {
  /** The file that its body belongs to; empty: none. */
  readonly temporaryName: string;
  /** What the file before it is called from now on; empty: there is none, or it goes on. */
  readonly previousName: string;
  /** 0 to 3; a fault may say anything. */
  readonly status: number;
  readonly body: readonly Uint8Array[];
  readonly bytes: number;
  /** The length that its header says; default: the true one. */
  readonly statedBytes?: number | undefined;
  /** Names stand in the headers without `filename =` in front. */
  readonly bareNames?: boolean | undefined;
};

/** A part without a file: a status, and the end of the file before it. */
export function emptyPart(status: number, previousName = ''): DownloadPart {
  return { temporaryName: '', previousName, status, body: [], bytes: 0 };
}

/**
 * The parts of some files (6.3.1): each file begins with its temporary name and is renamed by the part behind it; the last
 * part has no file. Without files it is status 1.
 *
 * @param partBytes a file is cut into parts of so many bytes that repeat its name
 */
export async function* downloadParts(
  files: AsyncIterable<DownloadFile>,
  partBytes: number | undefined,
): AsyncGenerator<DownloadPart> {
  let previousName = '';
  for await (const { name, extension, contents, bytes } of files) {
    for (const body of cutInto(contents, partBytes ?? Math.max(1, bytes))) {
      const length = body.reduce((sum, piece) => sum + piece.length, 0);
      const common = { temporaryName: `${name}.tmp`, status: downloadStatuses.normal };
      yield { ...common, previousName, body, bytes: length };
      previousName = '';
    }
    previousName = `${name}.${extension}`;
  }
  yield previousName === ''
    ? emptyPart(downloadStatuses.noData)
    : emptyPart(downloadStatuses.normal, previousName);
}

/** The same bytes in pieces of one size, the last one may be smaller; at least one. */
export function* cutInto(
  pieces: readonly Uint8Array[],
  size: number,
): Generator<readonly Uint8Array[]> {
  let taken: Uint8Array[] = [];
  let room = size;
  let isFirst = true;
  for (const piece of pieces) {
    let rest = piece;
    while (rest.length > room) {
      yield [...taken, rest.subarray(0, room)];
      isFirst = false;
      rest = rest.subarray(room);
      taken = [];
      room = size;
    }
    taken.push(rest);
    room -= rest.length;
  }
  if (isFirst || taken.some(({ length }) => length > 0)) {
    yield taken;
  }
}

/** The delimiter and the headers of a part, which may have characters beyond Latin-1: UTF-8. */
export function writePartHead(
  part: DownloadPart,
  { forms, headerCase }: MultipartStyle,
  headers: DownloadsScenario['headers'],
): Uint8Array {
  const { temporaryName, previousName, status, bytes, statedBytes = bytes } = part;
  const newline = forms.has('lf-only') ? '\n' : '\r\n';
  const names = headerNames(headers);
  const [open, close] = headers === 'smart-quotes' ? ['“', '”'] : ['"', '"'];
  const nameValue = (text: string): string =>
    part.bareNames === true ? text : `filename = ${open}${text}${close}`;
  const lines: readonly (readonly [string, string])[] = [
    ['Content-type', 'application/octet-stream'],
    ...(forms.has('no-length') ? [] : [['Content-Length', String(statedBytes)] as const]),
    [names.temporary, nameValue(temporaryName)],
    [names.previous, nameValue(previousName)],
    [names.status, String(status)],
  ];
  const text = lines
    .map(([name, value]) => `${headerCase ? writeHeaderName(name, headerCase) : name}: ${value}`)
    .join(newline);
  return Buffer.from(`${DEVICE_DELIMITER}${newline}${text}${newline}${newline}`, 'utf8');
}

/** What stands behind the body of a part. */
export function writePartEnd(style: MultipartStyle): Uint8Array {
  return Buffer.from(newlinesBehindBody(style), 'latin1');
}

/** The content type of the whole answer, as a real recorder's (B14). */
export function downloadContentType(multipart: string): string {
  return multipart.replace('multipart/x-mixed-replace', 'multipart/form-data');
}

function headerNames(headers: DownloadsScenario['headers']): {
  readonly temporary: string;
  readonly previous: string;
  readonly status: string;
} {
  const document = {
    temporary: 'X-Temp-FileName',
    previous: 'X-Prev-Filename',
    status: 'X-RecData-Satus',
  };
  switch (headers) {
    case 'document':
    case 'smart-quotes':
      return document;
    case 'figure':
      return { ...document, temporary: 'X-Temp-Filename' };
    case 'corrected':
      return { ...document, previous: 'X-Prev-FileName', status: 'X-RecData-Status' };
  }
}
