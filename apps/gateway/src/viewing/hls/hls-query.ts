import type { VideoCodec } from '@casement/media';
import { problems } from '../../errors/problems.js';
import { flag, wholeNumber } from '../query-values.js';

/** What an HLS client asks for in the address of its playlist. */
export type HlsQuery = {
  /** `undefined`: with sound unless the camera is known to have none. */
  readonly audio: boolean | undefined;
  readonly video: readonly VideoCodec[];
  /** A playlist that has at least this media sequence number, and this part of it (RFC 8216bis section 6.2.5.2). */
  readonly msn: number | undefined;
  readonly part: number | undefined;
  /** Whole segments, and no answer that waits for the next. */
  readonly plain: boolean;
};

const playable: readonly VideoCodec[] = ['h264', 'h265'];

/** Of RFC 8216bis: beyond that nobody counts. */
const maxNumber = 4_294_967_295;

/**
 * Reads the query of a playlist's address.
 *
 * @throws {ProblemError} 400 for a value that cannot be understood, such as a part of no segment
 */
export function parseHlsQuery(query: URLSearchParams): HlsQuery {
  const msn = wholeNumber(query, '_HLS_msn', 0, maxNumber);
  const part = wholeNumber(query, '_HLS_part', 0, maxNumber);
  if (part !== undefined && msn === undefined) {
    throw problems.badRequest('_HLS_part is given without _HLS_msn.');
  }
  const list = query.get('video')?.split(',', 32);
  return {
    audio: flag(query, 'audio'),
    video: list === undefined ? playable : playable.filter((codec) => list.includes(codec)),
    msn,
    part,
    plain: flag(query, 'parts') === false,
  };
}
