import {
  DownloadParts,
  type DownloadEnd,
  type DownloadEvent,
  parseDownloadHeaders,
} from '@casement/protocol';
import type { DownloadFormat } from '@casement/contract';
import type { DownloadKind } from '@casement/protocol';
import type { DownloadPiece } from './download-record.js';
import { DialError } from '../net/dial-error.js';
import type { PieceFolder } from './piece-folder.js';
import { PartStreamError } from './part-head.js';
import { PartStream } from './part-stream.js';
import type { PieceAnswer } from './recorder-downloads.js';

/** KIND of the command (NVR v1.4R1 6.3.2). */
export const kindOfFormat: Readonly<Record<DownloadFormat, DownloadKind>> = {
  mp4: 'MP4',
  'mp4-no-audio': 'MP4VO',
  n3: 'N3',
  'n3-no-audio': 'N3VO',
  list: 'LIST',
};

/** How one transfer of a piece ended. */
export type TransferEnd = {
  readonly end: DownloadEnd;
  /** What was odd, in words. */
  readonly notes: readonly string[];
};

/** Options of {@link receivePiece}. */
export type ReceiveOptions = {
  readonly kind: DownloadKind;
  readonly piece: DownloadPiece;
  readonly folder: PieceFolder;
  /** So many bytes came. */
  readonly onBytes: (bytes: number) => void;
  /** Asked again and again while files grow. @throws {DiskFullError} */
  readonly requireRoom: () => Promise<void>;
  /** How long more is waited for behind what may be the end; default 10,000. */
  readonly quietMs?: number | undefined;
};

/** The part that names the last file is the end of the transfer (6.3.1, 4); whoever goes on behind it does so soon. */
const defaultQuietMs = 10_000;

/** An hour of the fastest camera is below that; a recorder that does not come to an end would fill any disk. */
const maxPieceBytes = 64 * 1024 ** 3;
/** The disk is looked at whenever so much was written. */
const roomEveryBytes = 16 * 1024 * 1024;
const maxNotes = 20;

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');

/** What files are called for which the recorder has no name that can be used: camera and start. */
export function stemOf({ camera, startMs }: DownloadPiece): string {
  const start = new Date(startMs).toISOString().replace(/[-:]|\.\d+/g, '');
  return `camera-${pad(camera, 3)}-${start}`;
}

/** What one answer goes through. */
type Reading = {
  readonly stream: PartStream;
  readonly parts: DownloadParts;
  readonly receipt: Receipt;
};

/**
 * Writes one answer of `httpdl.cgi` into the folder of its piece (E.4). Files are whole, or they are not there. The answer
 * may still be open then: whoever opened it ends it.
 *
 * @throws what the answer, the folder or the disk throw; {PartStreamError} for an answer that cannot be read
 */
export async function receivePiece(
  answer: PieceAnswer,
  options: ReceiveOptions,
): Promise<TransferEnd> {
  const { kind, piece, folder } = options;
  const stream = new PartStream(answer.contentType);
  const parts = new DownloadParts({ kind, stem: stemOf(piece) });
  const receipt = new Receipt(folder);
  if (parseDownloadHeaders(answer.headers).status !== 'normal') {
    // Why there is nothing to send may stand in the head of the answer, without any part.
    await receipt.take(parts.push(answer.headers, empty));
  }
  try {
    await readParts(answer, { stream, parts, receipt }, options);
  } catch (error) {
    // B15: nothing is missing when the connection breaks, or nothing more comes, behind the last part.
    if (!(error instanceof DialError) || !(parts.isEnded || (stream.isBetween && parts.isWhole))) {
      throw error;
    }
  }
  await receipt.take(parts.end(!stream.isBetween));
  if (receipt.end === undefined) {
    throw new PartStreamError('found an answer without an end, expected one');
  }
  return { end: receipt.end, notes: receipt.notes };
}

/** Reads until the end is told, or has come: some recorders leave the connection open behind it. */
async function readParts(
  { chunks }: PieceAnswer,
  { stream, parts, receipt }: Reading,
  { onBytes, requireRoom, quietMs = defaultQuietMs }: ReceiveOptions,
): Promise<void> {
  const isOver = (): boolean => stream.isOver || parts.isEnded;
  const mayBeOver = (): boolean => parts.isWhole && stream.isBetween;
  let untilLook = roomEveryBytes;
  let bytes = 0;
  for await (const chunk of untilQuiet(chunks, () => (mayBeOver() ? quietMs : undefined))) {
    if (isOver()) {
      return;
    }
    onBytes(chunk.length);
    bytes += chunk.length;
    if (bytes > maxPieceBytes) {
      throw new PartStreamError(`found more than ${maxPieceBytes} bytes, expected an hour at most`);
    }
    untilLook -= chunk.length;
    if (untilLook <= 0) {
      untilLook = roomEveryBytes;
      await requireRoom();
    }
    for (const each of stream.push(chunk)) {
      const events =
        each.kind === 'part' ? parts.push(each.headers, empty) : parts.append(each.bytes);
      await receipt.take(events);
    }
    if (isOver()) {
      return;
    }
  }
}

/** What comes, up to a silence of as many milliseconds as it may last each time; `undefined`: any. */
async function* untilQuiet(
  chunks: AsyncIterable<Uint8Array>,
  patienceMs: () => number | undefined,
): AsyncGenerator<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = source.next();
      const patience = patienceMs();
      const taken = patience === undefined ? await next : await within(next, patience);
      if (taken === undefined || taken.done === true) {
        return;
      }
      yield taken.value;
    }
  } finally {
    // Not awaited: it comes to an end behind the chunk that is waited for only.
    source.return?.().catch(noop);
  }
}

async function within<Value>(work: Promise<Value>, ms: number): Promise<Value | undefined> {
  // Whatever becomes of it later, nobody looks any more.
  work.catch(noop);
  let timer: NodeJS.Timeout | undefined;
  const quiet = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([work, quiet]);
  } finally {
    clearTimeout(timer);
  }
}

const noop = (): void => undefined;
const empty = new Uint8Array();

/** Does what the state machine of the parts says. */
class Receipt {
  readonly #folder: PieceFolder;
  readonly notes: string[] = [];
  end: DownloadEnd | undefined;

  constructor(folder: PieceFolder) {
    this.#folder = folder;
  }

  async take(events: readonly DownloadEvent[]): Promise<void> {
    for (const event of events) {
      await this.#one(event);
    }
  }

  async #one(event: DownloadEvent): Promise<void> {
    switch (event.kind) {
      case 'create':
        return this.#folder.create(event.name);
      case 'append':
        return this.#folder.append(event.bytes);
      case 'close':
        return this.#folder.close(event.finalName);
      case 'partial':
        return this.#folder.abandon();
      case 'warn':
        if (this.notes.length < maxNotes) {
          this.notes.push(event.words);
        }
        return;
      case 'end':
        this.end = event.status;
    }
  }
}
