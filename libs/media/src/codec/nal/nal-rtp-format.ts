import type { NalSyntax } from './nal-syntax.js';

/** One fragment of a NAL unit: FU-A (RFC 6184 5.8) or FU (RFC 7798 4.4.3). */
export type NalFragment = {
  /** The header of the whole NAL unit, put together from payload and fragment header; big-endian. */
  readonly nalHeader: number;
  readonly isStart: boolean;
  readonly isEnd: boolean;
  /** A view of the payload. May be empty. */
  readonly fragment: Uint8Array;
};

/** Names of the defects that the payload formats of H.264 and H.265 have in common. */
export const commonNalDefects = [
  /** A payload or an entry of an aggregate without a whole header. Skipped. */
  'empty-nal-unit',
  /** forbidden_zero_bit is set: the sender says that the NAL unit is damaged. */
  'forbidden-bit',
  /** A NAL unit type that means nothing, or one of packets inside another packet. Dropped. */
  'forbidden-type',
  /** Packets are missing inside an access unit. */
  'loss-inside-access-unit',
  /** The marker bit on a packet before any picture data. Ignored. */
  'marker-without-picture',
  /** Parameter sets or SEI with another timestamp than the picture behind them. Tolerated. */
  'timestamp-without-picture',
  /** Beyond the limits of an access unit. */
  'access-unit-too-large',
  /** The caller did not pull. */
  'not-pulled',
] as const;

/** One of {@link commonNalDefects}. */
export type CommonNalDefect = (typeof commonNalDefects)[number];

/** The names under which a payload format counts what can be wrong with its own packets. */
export type OwnNalDefects<Own extends string> = {
  /** An aggregate announces more bytes than it has. */
  readonly aggregateOverrun: Own;
  readonly fragmentTooShort: Own;
  readonly fragmentWithoutStart: Own;
  /** Something else came before the last fragment. */
  readonly fragmentWithoutEnd: Own;
  /** The picture ended with the marker bit but without the E bit. Tolerated. */
  readonly fragmentEndMissing: Own;
  /** S and E in one fragment. Tolerated. */
  readonly fragmentStartAndEnd: Own;
  /** The NAL unit header changed between fragments; the first one is used. Tolerated. */
  readonly fragmentInconsistentHeader: Own;
};

/** How NAL units of a codec travel in RTP payloads. All of it is pure. */
export type NalRtpFormat<Own extends string> = {
  readonly syntax: NalSyntax;
  readonly fragmentType: number;
  readonly aggregateType: number;
  /** A kind of packet that is valid but not understood, and under which name it is counted. */
  readonly refused?: { readonly type: number; readonly defect: Own };
  readonly defects: OwnNalDefects<Own>;
  /** `undefined` when the payload is too short. */
  readonly parseFragment: (payload: Uint8Array) => NalFragment | undefined;
  /** The NAL units in an aggregate; `undefined` when a size is beyond the end. */
  readonly parseAggregate: (payload: Uint8Array) => readonly Uint8Array[] | undefined;
  /** The bytes of a NAL unit header. Nobody changes them. */
  readonly headerPiece: (nalHeader: number) => Uint8Array;
  /** The nal_unit_type in a NAL unit header. */
  readonly typeOfHeader: (nalHeader: number) => number;
};
