import type { IncomingMessage } from 'node:http';
import { boundaryFromContentType, DownloadParts, MultipartParser } from '@casement/protocol';
import type { DownloadEnd, DownloadKind, MultipartPart } from '@casement/protocol';

const mebibyte = 1_048_576;

/** A file as a client of the recorder keeps it. */
export type ReceivedFile = { readonly name: string; readonly bytes: Uint8Array };

/** What a client makes of an answer of `httpdl.cgi`. */
export type ReceivedDownload = {
  readonly status: number;
  readonly contentType: string;
  readonly parts: readonly MultipartPart[];
  readonly files: readonly ReceivedFile[];
  readonly partial: number;
  readonly warnings: readonly string[];
  readonly end: DownloadEnd | undefined;
  /** The connection broke. */
  readonly error: Error | undefined;
};

/** Reads an answer of `httpdl.cgi` to its end, by the rules of E.4. */
export async function readDownload(
  message: IncomingMessage,
  kind: DownloadKind,
): Promise<ReceivedDownload> {
  const contentType = message.headers['content-type'] ?? '';
  const boundary = boundaryFromContentType(contentType);
  const parser = new MultipartParser({
    maxPartBytes: 256 * mebibyte,
    ...(boundary !== undefined && { boundary }),
  });
  const parts: MultipartPart[] = [];
  let error: Error | undefined;
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      parser.push(chunk);
      parts.push(...pulled(parser));
    }
  } catch (reason) {
    error = reason instanceof Error ? reason : new Error(String(reason));
  }
  const isTruncated = parser.state === 'body' || parser.state === 'headers';
  parser.end();
  parts.push(...pulled(parser));
  const status = message.statusCode ?? 0;
  return { status, contentType, parts, error, ...received(parts, kind, isTruncated) };
}

function pulled(parser: MultipartParser): readonly MultipartPart[] {
  const parts: MultipartPart[] = [];
  for (let part = parser.pull(); part !== undefined; part = parser.pull()) {
    parts.push(part);
  }
  return parts;
}

function received(
  parts: readonly MultipartPart[],
  kind: DownloadKind,
  isTruncated: boolean,
): Pick<ReceivedDownload, 'files' | 'partial' | 'warnings' | 'end'> {
  const machine = new DownloadParts({ kind });
  const events = [
    ...parts.flatMap(({ headers, body }) => machine.push(headers, body)),
    ...machine.end(isTruncated),
  ];
  const files: ReceivedFile[] = [];
  const warnings: string[] = [];
  let open: Uint8Array[] = [];
  let partial = 0;
  let end: DownloadEnd | undefined;
  for (const event of events) {
    switch (event.kind) {
      case 'create':
        open = [];
        break;
      case 'append':
        open.push(event.bytes);
        break;
      case 'close':
        files.push({ name: event.finalName, bytes: Buffer.concat(open) });
        break;
      case 'partial':
        partial += 1;
        break;
      case 'warn':
        warnings.push(event.words);
        break;
      case 'end':
        end = event.status;
        break;
    }
  }
  return { files, partial, warnings, end };
}
