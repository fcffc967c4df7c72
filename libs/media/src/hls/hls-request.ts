import { HlsError } from './hls-error.js';

/** What a playlist is asked for (RFC 8216bis section 6.2.5): `_HLS_msn`, `_HLS_part`, `_HLS_skip`. */
export type PlaylistRequest = {
  readonly msn?: number | undefined;
  readonly part?: number | undefined;
  /** Playlists are short: skipping is not offered, and ignored when asked for. */
  readonly skip?: string | undefined;
  /**
   * Complete segments that the playlist has to have, 1 to 3. Default 1, which is enough for hls.js. With fewer than 3
   * Chromium's own player gives up; as that of other browsers it asks for playlists with a `Range` header. After 9 s
   * of the stream one is enough for everybody.
   */
  readonly segments?: number | undefined;
  /** Whole segments only, and no reload that waits: each waiting player holds a connection of the browser. */
  readonly plain?: boolean | undefined;
};

/** Where a stream is. */
export type StreamPosition = {
  /** Number of the growing segment, or of the next one. */
  readonly sequence: number;
  /** Parts of it that are complete. */
  readonly parts: number;
  readonly longestPartMs: number;
};

/** Section 6.2.5.2: whoever asks for a part more than three seconds ahead is refused. */
const maxAheadMs = 3_000;

/** Why a request cannot be waited for; `undefined` when it can. @param position `undefined`: nothing came yet */
export function refusalOf(
  { msn, part }: PlaylistRequest,
  position: StreamPosition | undefined,
): HlsError | undefined {
  if (!isNumber(msn) || !isNumber(part) || (part !== undefined && msn === undefined)) {
    return new HlsError(
      'request',
      `_HLS_msn ${String(msn)}, _HLS_part ${String(part)}; expected whole numbers, a part with its segment`,
    );
  }
  if (msn === undefined || position === undefined) {
    return undefined;
  }
  const { sequence, parts, longestPartMs } = position;
  const maxPart = parts + Math.ceil(maxAheadMs / longestPartMs);
  const isFar = msn > sequence + 1 || (msn >= sequence && (part ?? 0) > maxPart);
  return isFar
    ? new HlsError('too-far', `_HLS_msn ${msn} is too far ahead; the newest segment is ${sequence}`)
    : undefined;
}

function isNumber(value: number | undefined): boolean {
  return value === undefined || (Number.isSafeInteger(value) && value >= 0);
}

/** Segment and part of a name. */
export type PartNumbers = { readonly msn: number; readonly part: number };

/** Which part a name means; `undefined` when it is not the name of a part. */
export function partNumbers(name: string): PartNumbers | undefined {
  const [, msn, part] = /^part-(\d{1,15})\.(\d{1,9})\.m4s$/.exec(name) ?? [];
  return msn === undefined || part === undefined
    ? undefined
    : { msn: Number(msn), part: Number(part) };
}
