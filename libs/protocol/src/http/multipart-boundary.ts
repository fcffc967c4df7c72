import { ProtocolError } from '../protocol-error.js';

/** The delimiter line that all specified devices send, whatever their header says (B14, finding 12). */
export const DEVICE_DELIMITER = '--myboundary';

/** RFC 2046 allows 70; devices are not that exact. */
const MAX_BOUNDARY_CHARS = 200;

/** A delimiter line that is longer than this is no delimiter line; the rest is trailing white space. */
export const MAX_DELIMITER_LINE_BYTES = 256;

const BOUNDARY = /;\s*boundary\s*=\s*(?:"([^"]*)"|([^;\s"]+))/iu;

/**
 * The `boundary` parameter of a `Content-Type` value: quotes and the spaces around "=" removed (MP04),
 * `undefined` when there is none. Both `--myboundary` and `myboundary` are possible.
 */
export function boundaryFromContentType(contentType: string): string | undefined {
  const match = BOUNDARY.exec(contentType);
  const boundary = (match?.[1] ?? match?.[2] ?? '').trim();
  return boundary === '' || boundary.length > MAX_BOUNDARY_CHARS ? undefined : boundary;
}

/**
 * The delimiter lines that may follow from a boundary parameter, in order of preference (B14).
 *
 * @throws ProtocolError `multipart` for a boundary that cannot stand in a line
 */
export function delimiterCandidates(boundary: string | undefined): readonly string[] {
  if (boundary === undefined) {
    return [DEVICE_DELIMITER];
  }
  if (boundary.length > MAX_BOUNDARY_CHARS || !/^[\x20-\x7e]*[\x21-\x7e]$/u.test(boundary)) {
    throw ProtocolError.unexpected('multipart', {
      found: `a boundary of ${String(boundary.length)} characters`,
      expected: `1 to ${String(MAX_BOUNDARY_CHARS)} printable characters`,
      where: 'boundary of Content-Type',
    });
  }
  const asIs = boundary.startsWith('--') ? [boundary] : [];
  return [...new Set([...asIs, `--${boundary}`, DEVICE_DELIMITER])];
}

/** What a line of the stream means for its framing, and which delimiter it has. */
export type DelimiterLine = { readonly delimiter: string; readonly closing: boolean };

/** Reads a line (without or with its line end) as one of the delimiters, or as `undefined`. */
export function delimiterLine(
  line: string,
  delimiters: readonly string[],
): DelimiterLine | undefined {
  const text = line.trimEnd();
  const opening = delimiters.find((delimiter) => text === delimiter);
  if (opening !== undefined) {
    return { delimiter: opening, closing: false };
  }
  const closed = delimiters.find((delimiter) => text === `${delimiter}--`);
  return closed === undefined ? undefined : { delimiter: closed, closing: true };
}
