import { ProtocolError } from '../protocol-error.js';

/** Options of a parser. */
export type MultipartParserOptions = {
  /** Value of the `boundary` parameter of the Content-Type, see `boundaryFromContentType`. */
  readonly boundary?: string | undefined;
  /** Largest header block of one part, in bytes; default 8192 (MP09). */
  readonly maxHeaderBytes?: number;
  /** Largest body of one part, in bytes; default 4 MiB, enough for a live picture (MP08). */
  readonly maxPartBytes?: number;
};

/**
 * Where the parser stands.
 *
 * - `between`: looking for a delimiter line
 * - `headers`: inside of a header block
 * - `body`: collecting a body of known length
 * - `scan`: collecting a body up to the next delimiter line
 * - `ended`: after the closing delimiter, or after `end()`
 * - `failed`: framing is lost; `pull()` throws once the complete parts are out
 */
export type MultipartState = 'between' | 'headers' | 'body' | 'scan' | 'ended' | 'failed';

const DEFAULT_MAX_HEADER_BYTES = 8192;
const DEFAULT_MAX_PART_BYTES = 4 * 1024 * 1024;
/** Parts that nobody pulls are kept up to four of the largest size, or this many bytes if that is more. */
const MIN_UNREAD_LIMIT_BYTES = 64 * 1024;
const UNREAD_LIMIT_PARTS = 4;
/** What an unread part costs besides its body, so that empty parts count as well. */
export const PART_OVERHEAD_BYTES = 256;

/** The limits of one parser, defaults filled in. All in bytes. */
export type MultipartLimits = {
  readonly headerBytes: number;
  readonly partBytes: number;
  /** Bodies of unread parts, each with `PART_OVERHEAD_BYTES`. */
  readonly unreadBytes: number;
};

/** Fills in the defaults. */
export function multipartLimits(options: MultipartParserOptions): MultipartLimits {
  const partBytes = options.maxPartBytes ?? DEFAULT_MAX_PART_BYTES;
  return {
    headerBytes: options.maxHeaderBytes ?? DEFAULT_MAX_HEADER_BYTES,
    partBytes,
    unreadBytes: Math.max(partBytes * UNREAD_LIMIT_PARTS, MIN_UNREAD_LIMIT_BYTES),
  };
}

/** An error that says which limit a stream went over. */
export function overLimit(what: string, limit: number): ProtocolError {
  return ProtocolError.unexpected(
    'multipart-limit',
    {
      found: `${what} of more bytes`,
      expected: `at most ${String(limit)}`,
      where: 'multipart stream',
    },
    { limit },
  );
}
