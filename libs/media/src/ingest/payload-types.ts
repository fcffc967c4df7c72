import type { NalCodec } from '../codec/nal/nal-syntax.js';
import type { OtherPackets } from './receiver-statistics.js';

/** Which RTP payload type is what. */
export type PayloadTypes = {
  readonly h264: number;
  /** Default 101. */
  readonly h265?: number | undefined;
  /** Counted only. Default 97. */
  readonly audio?: number | undefined;
};

/** The payload types of i-PRO recorders (decision B17). */
export const recorderPayloadTypes = { h264: 98, h265: 101, audio: 97 } as const;

/**
 * Trusts the payload type over what was asked for (B17, RT16) and counts what else arrives.
 */
export class PayloadTypeCensus {
  readonly #h264Type: number;
  readonly #h265Type: number;
  readonly #audioType: number;
  /** At most 128 entries: a payload type has 7 bits. */
  readonly #unknown = new Map<number, number>();
  #h265 = 0;
  #audio = 0;
  #last: number | undefined;

  constructor({
    h264,
    h265 = recorderPayloadTypes.h265,
    audio = recorderPayloadTypes.audio,
  }: PayloadTypes) {
    this.#h264Type = h264;
    this.#h265Type = h265;
    this.#audioType = audio;
  }

  get others(): OtherPackets {
    return { h265: this.#h265, audio: this.#audio };
  }

  /** A copy of the counts by unknown payload type. */
  get unknown(): ReadonlyMap<number, number> {
    return new Map(this.#unknown);
  }

  /** The payload type counted last. */
  get last(): number | undefined {
    return this.#last;
  }

  /** The codec of the pictures in packets of this type; `undefined` for other packets. */
  videoCodec(payloadType: number): NalCodec | undefined {
    if (payloadType === this.#h264Type) {
      return 'h264';
    }
    return payloadType === this.#h265Type ? 'h265' : undefined;
  }

  count(payloadType: number): void {
    this.#last = payloadType;
    if (payloadType === this.#h264Type) {
      return;
    }
    if (payloadType === this.#h265Type) {
      this.#h265 += 1;
    } else if (payloadType === this.#audioType) {
      this.#audio += 1;
    } else {
      this.#unknown.set(payloadType, (this.#unknown.get(payloadType) ?? 0) + 1);
    }
  }
}
