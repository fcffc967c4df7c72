/** An initialisation segment (ISO/IEC 14496-12 `ftyp` and `moov`): what the fragments behind it are. */
export type Fmp4Init = {
  readonly kind: 'init';
  readonly bytes: Uint8Array;
  /** For `MediaSource.isTypeSupported` and for the type of a response. */
  readonly mimeType: string;
  /** Codec strings (RFC 6381); null: there are no pictures, or no sound. */
  readonly video: string | null;
  readonly audio: string | null;
  /** Of the pictures; null without them. */
  readonly width: number | null;
  readonly height: number | null;
};

/** One picture or one frame of sound (ISO/IEC 14496-12 `moof` and `mdat`). */
export type Fmp4Fragment = {
  readonly kind: 'fragment';
  readonly bytes: Uint8Array;
  readonly track: 'video' | 'audio';
  /** Decoding may start here. Always for sound. */
  readonly randomAccess: boolean;
  /** When it is presented, in milliseconds on the clock of the muxer's caller. */
  readonly timeMs: number;
  /** A guess for pictures: how long the ones before were shown. */
  readonly durationMs: number;
};

/** What a muxer makes, in the order in which it is to be appended. Made once and shared: nobody changes the bytes. */
export type Fmp4Piece = Fmp4Init | Fmp4Fragment;
