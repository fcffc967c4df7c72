import { defaultMaxPayloadBytes, H264Payloader } from '../codec/h264/payloader.js';
import type { AccessUnit } from '../ingest/access-unit.js';
import { mediaTime90k } from '../rtp/media-time.js';
import type { PacketizedUnit } from './packetized-unit.js';

/** Settings that all viewers of a camera share. */
export type PacketizerOptions = {
  /** Bytes of the largest RTP payload, at least 3. Default 1200. */
  readonly maxPayloadBytes?: number | undefined;
};

/** Access units to packetized units. One per camera: viewers only differ in their RTP headers. */
export class Packetizer {
  readonly #payloader = new H264Payloader();
  readonly #maxPayloadBytes: number;

  constructor({ maxPayloadBytes = defaultMaxPayloadBytes }: PacketizerOptions = {}) {
    this.#maxPayloadBytes = maxPayloadBytes;
  }

  /** @throws {MediaError} kind `option` when `maxPayloadBytes` is too small. */
  packetize(unit: AccessUnit): PacketizedUnit {
    const payloads = this.#payloader.payloads(unit.nalUnits, this.#maxPayloadBytes);
    return {
      payloads,
      timestamp90k: mediaTime90k(unit.time),
      arrivalMs: unit.arrivalMs,
      randomAccess: unit.randomAccess,
      bytes: payloads.reduce((sum, { length }) => sum + length, 0),
      discontinuity: unit.discontinuity,
    };
  }
}
