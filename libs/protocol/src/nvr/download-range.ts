import { ProtocolError } from '../protocol-error.js';

/** The unit of STARTTIME and ENDTIME: their seconds are always 00 (NVR v1.4R1 6.3.2). */
export const MINUTE_MS = 60_000;
/** Longest range of one request (6.3.2). */
export const MAX_DOWNLOAD_RANGE_MS = 60 * MINUTE_MS;
/** Most pieces of one range, a year of them: it bounds what a range of nonsense costs. */
export const MAX_DOWNLOAD_PIECES = 366 * 24;

/** A range of whole minutes, in milliseconds since 1970 (UTC). */
export type DownloadRange = { readonly startMs: number; readonly endMs: number };

/**
 * The whole minutes around a range (B69, DL08), at least one: with START equal to END a recorder answers nothing.
 *
 * @throws ProtocolError `nvr-command` when the range ends before it starts, or is no range of times
 */
export function wholeMinutes(fromMs: number, toMs: number): DownloadRange {
  // NaN and the infinities fail this comparison as well.
  if (!(toMs - fromMs >= 0)) {
    throw refused('a range that ends before it starts', 'a start and a later end');
  }
  const startMs = Math.floor(fromMs / MINUTE_MS) * MINUTE_MS;
  const endMs = Math.ceil(toMs / MINUTE_MS) * MINUTE_MS;
  return { startMs, endMs: Math.max(endMs, startMs + MINUTE_MS) };
}

/**
 * Cuts a range into pieces that a recorder takes, in order and without a gap or an overlap (B69, DL09).
 *
 * @param fromMs milliseconds since 1970 (UTC), as `toMs`
 * @throws ProtocolError `nvr-command` for what is no range, and for one of more than 8784 pieces
 */
export function splitRange(fromMs: number, toMs: number): DownloadRange[] {
  const { startMs, endMs } = wholeMinutes(fromMs, toMs);
  const count = Math.ceil((endMs - startMs) / MAX_DOWNLOAD_RANGE_MS);
  if (!(count <= MAX_DOWNLOAD_PIECES)) {
    throw refused(`${String(count)} pieces of an hour`, `at most ${String(MAX_DOWNLOAD_PIECES)}`);
  }
  return Array.from({ length: count }, (_, index) => {
    const pieceMs = startMs + index * MAX_DOWNLOAD_RANGE_MS;
    return { startMs: pieceMs, endMs: Math.min(endMs, pieceMs + MAX_DOWNLOAD_RANGE_MS) };
  });
}

/**
 * The whole minutes around the range of one request.
 *
 * @throws ProtocolError `nvr-command` as `wholeMinutes`, and when they are more than 60
 */
export function oneRequest(fromMs: number, toMs: number): DownloadRange {
  const range = wholeMinutes(fromMs, toMs);
  if (range.endMs - range.startMs > MAX_DOWNLOAD_RANGE_MS) {
    const minutes = (range.endMs - range.startMs) / MINUTE_MS;
    throw refused(`${String(minutes)} minutes`, 'at most 60 in one request');
  }
  return range;
}

function refused(found: string, expected: string): ProtocolError {
  return ProtocolError.unexpected(
    'nvr-command',
    { found, expected, where: 'range of download' },
    { command: 'download', parameter: 'ENDTIME' },
  );
}
