import { randomInteger } from '../../random.js';
import type { Random } from '../../random.js';
import type { RtpPicture } from './rtp-picture.js';

const sequenceNumbers = 0x1_0000;
const timestamps = 0x1_0000_0000;
const sequenceAt = 2;
const timestampAt = 4;
const ssrcAt = 8;

/** Where the counters of a stream begin. */
export type RtpStart = {
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly ssrc: number;
};

/** "An initial value is generated at random" (NVR 2.3.1). */
export function randomRtpStart(random: Random): RtpStart {
  return {
    sequenceNumber: randomInteger(random, sequenceNumbers),
    timestamp: randomInteger(random, timestamps),
    ssrc: randomInteger(random, timestamps),
  };
}

/** A start from which the sequence number wraps after `packets` packets, the timestamp after `seconds`. */
export function wrappingRtpStart(random: Random, packets: number, seconds: number): RtpStart {
  return {
    sequenceNumber: (sequenceNumbers - packets) % sequenceNumbers,
    timestamp: (timestamps - Math.round(seconds * 90_000)) % timestamps,
    ssrc: randomInteger(random, timestamps),
  };
}

/** Numbers the packets of one stream: what differs from one viewer of a camera to the next. */
export class RtpNumbering {
  readonly #ssrc: number;
  readonly #startTimestamp: number;
  #sequenceNumber: number;
  #firstTicks: number | undefined;

  constructor(start: RtpStart) {
    this.#ssrc = start.ssrc;
    this.#startTimestamp = start.timestamp;
    this.#sequenceNumber = start.sequenceNumber;
  }

  /** The packets of a picture as this stream's own bytes. */
  stamp({ bytes, packetEnds, ticks }: RtpPicture): Uint8Array[] {
    const own = bytes.slice();
    const view = new DataView(own.buffer);
    const timestamp = this.#timestampOf(ticks);
    let start = 0;
    return packetEnds.map((end) => {
      view.setUint16(start + sequenceAt, this.#sequenceNumber);
      view.setUint32(start + timestampAt, timestamp);
      view.setUint32(start + ssrcAt, this.#ssrc);
      this.#sequenceNumber = (this.#sequenceNumber + 1) % sequenceNumbers;
      const packet = own.subarray(start, end);
      start = end;
      return packet;
    });
  }

  #timestampOf(ticks: number): number {
    this.#firstTicks ??= ticks;
    // The first picture of a stream may be shown after the next ones: then the difference is negative.
    const timestamp = (this.#startTimestamp + ticks - this.#firstTicks) % timestamps;
    return timestamp < 0 ? timestamp + timestamps : timestamp;
  }
}
