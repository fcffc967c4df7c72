import { PacketRingWriter } from './packet-ring-writer.js';
import type { AudioCodec } from './ring-codec.js';
import { maxRingPayloadBytes } from './ring-layout.js';
import type { SharedRing } from './shared-ring.js';
import { writeWholeUnit } from './whole-unit.js';

/** G.711 is cut into units of 20 ms, the usual packet of RTP (RFC 3551 section 4.2). */
const unitsPerSecond = 50;

/** A timestamp that is off by less than a unit is a slip of the sender's clock, not a gap. */
const maxSlipUnits = 1;

/** What a sound sink did since it was made. */
export type SoundRingStatistics = {
  /** Frames that came. */
  readonly frames: number;
  /** Samples of G.711 left over in front of a gap: less than a unit each time. */
  readonly droppedSamples: number;
};

/**
 * Writes the frames of one kind of sound into a ring: AAC, Opus and G.726 as they come, a unit per frame; G.711
 * cut anew into units of 20 ms, so that each is one packet of 160 bytes whatever the recorder's packets are.
 *
 * Made for one format: when that changes, the ring is replaced.
 */
export class SoundRingSink {
  readonly writer: PacketRingWriter;
  readonly #codec: AudioCodec;
  readonly #channels: number;
  readonly #isCut: boolean;
  /** Samples that are not a whole unit yet. */
  readonly #rest: Uint8Array;
  #restBytes = 0;
  /** Position and arrival of the first of them. */
  #timestamp = 0;
  #arrivalMs = 0;
  #discontinuity = false;
  #frames = 0;
  #droppedSamples = 0;

  /** @param ring of the sound's sample rate and channels, see `createSoundRing` */
  constructor(ring: SharedRing, codec: AudioCodec) {
    this.writer = new PacketRingWriter(ring);
    this.#codec = codec;
    this.#channels = Math.max(1, ring.channels);
    this.#isCut = codec === 'pcmu' || codec === 'pcma';
    const unitBytes = Math.ceil(ring.clockRateHz / unitsPerSecond) * this.#channels;
    this.#rest = new Uint8Array(Math.min(unitBytes, maxRingPayloadBytes));
  }

  get statistics(): SoundRingStatistics {
    return { frames: this.#frames, droppedSamples: this.#droppedSamples };
  }

  /**
   * Takes a frame. The bytes are copied.
   *
   * @param timestamp of its first sample, in samples; unwrapped
   * @param arrivalMs when its first byte was received
   * @param discontinuity sound is missing in front of it
   */
  frame(bytes: Uint8Array, timestamp: number, arrivalMs: number, discontinuity: boolean): void {
    this.#frames += 1;
    if (this.#isCut) {
      this.#place(timestamp, discontinuity);
      this.#cut(bytes, arrivalMs);
    } else {
      this.#write(bytes, timestamp, arrivalMs, discontinuity);
    }
  }

  /** Lets what is kept begin so that the next sample is at `timestamp`. */
  #place(timestamp: number, discontinuity: boolean): void {
    const kept = this.#restBytes / this.#channels;
    const slip = timestamp - kept - this.#timestamp;
    const maxSlip = (this.#rest.length / this.#channels) * maxSlipUnits;
    const isGap = discontinuity || Math.abs(slip) >= maxSlip;
    if (isGap) {
      this.#droppedSamples += kept;
      this.#restBytes = 0;
      this.#timestamp = timestamp;
      this.#discontinuity ||= this.#frames > 1;
    } else {
      this.#timestamp += slip;
    }
  }

  #cut(bytes: Uint8Array, arrivalMs: number): void {
    let from = 0;
    while (from < bytes.length) {
      if (this.#restBytes === 0) {
        this.#arrivalMs = arrivalMs;
      }
      const to = Math.min(bytes.length, from + this.#rest.length - this.#restBytes);
      this.#rest.set(bytes.subarray(from, to), this.#restBytes);
      this.#restBytes += to - from;
      from = to;
      if (this.#restBytes === this.#rest.length) {
        this.#write(this.#rest, this.#timestamp, this.#arrivalMs, this.#discontinuity);
        this.#timestamp += this.#rest.length / this.#channels;
        this.#restBytes = 0;
        this.#discontinuity = false;
      }
    }
  }

  #write(bytes: Uint8Array, timestamp: number, arrivalMs: number, discontinuity: boolean): void {
    const codec = this.#codec;
    const unit = { codec, timestamp90k: timestamp, arrivalMs, randomAccess: true, discontinuity };
    writeWholeUnit(this.writer, unit, bytes);
  }
}
