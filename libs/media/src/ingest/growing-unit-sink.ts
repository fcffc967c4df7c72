import type { NalCodec } from '../codec/nal/nal-syntax.js';

/** What is known of an access unit when its first bytes are handed on. */
export type GrowingUnitStart = {
  /** Of all its NAL units. Changes between access units when the recorder changes it (decision B17). */
  readonly codec: NalCodec;
  /** Position on the stream's own 90 kHz clock, which starts at 0; unwrapped. */
  readonly timestamp90k: number;
  /** When its first packet was received, in milliseconds on the receiver's monotonic clock. */
  readonly arrivalMs: number;
  /**
   * Decoding may start here: an IDR picture (H.265: an IRAP picture) together with the parameter sets it needs.
   */
  readonly randomAccess: boolean;
  /** Pictures are missing between the access unit handed over before and this one. */
  readonly discontinuity: boolean;
};

/**
 * Takes access units while their packets arrive, so that a picture does not wait for its last packet. Called
 * within `push` and `tick` of a `VideoReceiver`; must not throw.
 *
 * The calls are `begin (append+ endNalUnit)* (end | abandon)`, and in front of `abandon` a NAL unit may be
 * unfinished.
 */
export type GrowingUnitSink = {
  begin(unit: GrowingUnitStart): void;
  /** Bytes of the NAL unit in hand, its header first. A view of a packet, to be copied within the call. */
  append(bytes: Uint8Array): void;
  /** The NAL unit in hand is complete. */
  endNalUnit(): void;
  /**
   * The access unit is complete.
   *
   * @param extension the first RTP header extension among its packets: the recorder's TLVs (NVR 2.3.1). A
   *   view of a packet.
   */
  end(extension: Uint8Array | undefined): void;
  /**
   * The rest of the access unit is lost, damaged or too large: it never comes. What follows is a random
   * access unit, unless the loss policy says otherwise.
   */
  abandon(): void;
};
