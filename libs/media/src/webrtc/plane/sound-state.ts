import { randomInt } from 'node:crypto';
import type { PacketRingReader } from '../../gop/packet-ring-reader.js';
import type { RingCodec } from '../../gop/ring-codec.js';
import { rtpClockRatesHz } from '../webrtc-codecs.js';
import type { WebRtcAudioCodec } from '../webrtc-codecs.js';
import type { SoundSource } from './sound-source.js';
import type { StagedRun } from './staged-run.js';
import type { AudioSpec } from './viewer-plane.js';
import type { ReceiverFigures } from './viewer-state.js';

/** Without a packet for so long there was silence. */
const silenceMs = 400;

/**
 * What a plane keeps of one viewer's sound: always at the head of the ring, nothing is repeated. Open fields, as
 * in `ViewerState`.
 */
export class SoundState {
  readonly ssrc: number;
  source: SoundSource | undefined;
  /** Index of the next packet to send or to look at. */
  cursor = 0;
  /** The next packet is the first one after silence (RFC 3551 section 4.1). */
  isFresh = true;
  /** SRTP index of the next packet. Below 32768 at first: see `ViewerState`. */
  nextIndex = randomInt(32_768);
  /** Packets and payload bytes sent: what a sender report counts. */
  packets = 0;
  bytes = 0;
  /** Pieces that were too late, or in a codec that was not negotiated. */
  skipped = 0;
  codec: WebRtcAudioCodec | undefined;
  receiver: ReceiverFigures | undefined;
  /** A sender report went out for the first packet of the ring. */
  hasReported = false;
  readonly #pcmu: number;
  readonly #pcma: number;
  readonly #opus: number;
  readonly #timestampStart = randomInt(2 ** 32);
  /** Position of the newest piece sent, on the ring's time line moved by `#shift`. */
  #last = Number.NEGATIVE_INFINITY;
  #lastSentMs = Number.NEGATIVE_INFINITY;
  #lastArrivalMs = Number.NEGATIVE_INFINITY;
  #shift = 0;
  #ringId = '';
  #isAnchored = false;

  constructor({ ssrc, payloadTypes: { pcmu = -1, pcma = -1, opus = -1 } }: AudioSpec) {
    this.ssrc = ssrc;
    this.#pcmu = pcmu;
    this.#pcma = pcma;
    this.#opus = opus;
  }

  /** Something was sent, and its position can be told. */
  get canReport(): boolean {
    return this.packets > 0 && this.#isAnchored && this.source !== undefined;
  }

  /** The payload type of a codec, -1 when it was not negotiated or is none of WebRTC's. */
  payloadTypeOf(codec: RingCodec): number {
    if (codec === 'pcmu') {
      return this.#pcmu;
    }
    if (codec === 'pcma') {
      return this.#pcma;
    }
    return codec === 'opus' ? this.#opus : -1;
  }

  /**
   * Whether the loaded packet can be sent as it is: its codec was negotiated, the ring has the RTP clock of the
   * codec, and the packet is a whole piece of sound.
   */
  canTake(reader: PacketRingReader): boolean {
    return (
      this.payloadTypeOf(reader.codec) >= 0 &&
      rtpClockRatesHz[reader.codec as WebRtcAudioCodec] === reader.clockRateHz &&
      reader.unitStart &&
      reader.marker
    );
  }

  /** From now on this ring, from its head on; or none. */
  play(source: SoundSource | undefined): void {
    if (source !== undefined && this.source !== source) {
      this.#isAnchored = this.#ringId === source.ring.id;
      this.#ringId = source.ring.id;
      this.cursor = source.reader.head();
      this.isFresh = true;
      this.hasReported = false;
    }
    this.source = source;
    this.codec = source === undefined ? undefined : this.codec;
  }

  /** What lies between is lost to this listener. */
  skipTo(cursor: number, pieces: number): void {
    this.cursor = cursor;
    this.skipped += pieces;
    this.isFresh = true;
  }

  /**
   * The loaded packet is about to be sent. The time line of a new ring is fitted to the one the browser has seen:
   * it goes on, in units of the clock of what is sent now (RFC 7160 section 4.1).
   */
  approach(reader: PacketRingReader, nowMs: number): void {
    if (!this.#isAnchored) {
      this.#isAnchored = true;
      if (Number.isFinite(this.#last)) {
        const passed = Math.round(((nowMs - this.#lastSentMs) * reader.clockRateHz) / 1_000);
        this.#shift = this.#last + Math.max(1, passed) - reader.timestamp90k;
      }
    }
    this.isFresh ||= reader.arrivalMs - this.#lastArrivalMs > silenceMs;
  }

  /** RTP timestamps of the staged packets. Changes nothing: not all may be sent. */
  timestampsOf(run: StagedRun, into: Uint32Array): void {
    let last = this.#last;
    for (let slot = 0; slot < run.count; slot += 1) {
      last = this.#place(run.timestamps90k[slot] ?? 0, last);
      into[slot] = this.#toRtp(last);
    }
  }

  /** The first `slots` of the staged packets are sent. */
  advance(run: StagedRun, slots: number, nowMs: number): void {
    for (let slot = 0; slot < slots; slot += 1) {
      this.#last = this.#place(run.timestamps90k[slot] ?? 0, this.#last);
    }
    this.#lastSentMs = nowMs;
    this.#lastArrivalMs = run.lastArrivalMs;
    this.cursor = (this.cursor + slots) >>> 0;
    this.nextIndex += slots;
    this.isFresh = false;
    this.codec = run.codec as WebRtcAudioCodec;
    this.packets += slots;
    this.bytes += run.payloadBytesUpTo(slots);
  }

  /** RTP timestamp of a position on the ring's time line; not before what was sent. */
  timestampOf(position: number): number {
    return this.#toRtp(Math.max(Math.round(position) + this.#shift, this.#last));
  }

  /** Never back and never twice the same, whatever the time line does. */
  #place(timestamp: number, last: number): number {
    return Math.max(timestamp + this.#shift, last + 1);
  }

  #toRtp(at: number): number {
    // Modulo 2^32, exact up to 2^53.
    return (this.#timestampStart + at) >>> 0;
  }
}
