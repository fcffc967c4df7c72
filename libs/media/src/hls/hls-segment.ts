/** A part of a segment: what is announced and fetched one by one (RFC 8216bis section 4.4.4.9). */
export type HlsPart = {
  readonly durationMs: number;
  /** It begins with a picture where decoding may start. */
  readonly isIndependent: boolean;
  readonly bytes: Uint8Array;
};

/** An initialisation segment under its name. */
export type HlsInit = {
  readonly name: string;
  readonly bytes: Uint8Array;
};

/** A segment, complete or growing. */
export type HlsSegment = {
  /** Media sequence number. */
  readonly sequence: number;
  readonly init: HlsInit;
  /** What came before it does not lead up to it. */
  readonly isDiscontinuous: boolean;
  /** It begins with a picture where decoding may start. */
  readonly isIndependent: boolean;
  /** Of its beginning, in milliseconds since 1970. */
  readonly wallMs: number;
  readonly parts: readonly HlsPart[];
  /** Of a growing one, that of its parts. */
  readonly durationMs: number;
  /** All its parts in one piece; `undefined` while it grows. */
  readonly bytes: Uint8Array | undefined;
};

/** The names of resources, as they stand in playlists. */
export function initName(sequence: number): string {
  return `init-${sequence}.mp4`;
}

/** As `initName`, of a segment. */
export function segmentName(sequence: number): string {
  return `seg-${sequence}.m4s`;
}

/** As `initName`, of a part. */
export function partName(sequence: number, part: number): string {
  return `part-${sequence}.${part}.m4s`;
}
