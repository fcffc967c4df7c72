import type { IncomingHttpHeaders } from 'node:http';

/**
 * Puts right what the server of files below Express reads otherwise than RFC 9110 has it: the last N bytes of a file
 * that has fewer are all of it (14.1.2), names of units are of any case (14.1), and a weak tag never matches in
 * `If-Range` (13.1.5).
 *
 * @param headers of the request; changed in place
 * @param size of the file in bytes
 */
export function settleRange(headers: IncomingHttpHeaders, size: number): void {
  const range = /^bytes=(.*)$/i.exec(headers.range ?? '')?.[1];
  if (range === undefined) {
    return;
  }
  const last = /^\s*-(\d+)\s*$/.exec(range)?.[1];
  headers.range = last !== undefined && Number(last) > size ? 'bytes=0-' : `bytes=${range}`;
  const condition = headers['if-range'];
  if (typeof condition === 'string' && condition.trimStart().startsWith('W/')) {
    delete headers.range;
  }
}
