import { randomInt } from 'node:crypto';
import type { CatchUpPolicy } from '../../gop/catch-up.js';
import type { RingCodec } from '../../gop/ring-codec.js';
import type { ViewerPath } from '../mux/viewer-path.js';
import type { OutgoingContext } from '../srtp/run-protector.js';
import type { WebRtcVideoCodec } from '../webrtc-codecs.js';
import type { JoinPlan } from './join-plan.js';
import { KeyFrameAnswers } from './key-frame-answers.js';
import { initialLossState } from './loss-policy.js';
import { NackQueue } from './nack-queue.js';
import type { RingSource } from './ring-source.js';
import { SentHistory } from './sent-history.js';
import { SoundState } from './sound-state.js';
import type { StagedRun } from './staged-run.js';
import type { ViewerSpec } from './viewer-plane.js';

/**
 * Where a viewer is in its ring.
 *
 * - `stopped`: it plays nothing.
 * - `due`: it is to be placed as soon as it can be sent to.
 * - `catching-up`: on its way from a random access unit of the past to the head.
 * - `still`: it gets one random access unit of the past.
 * - `waiting`: for the next random access unit.
 * - `live`: at the head.
 */
export type ViewerPhase = 'stopped' | 'due' | 'catching-up' | 'still' | 'waiting' | 'live';

/** Of the RTP clock of every video payload format (RFC 6184 section 8.2.1). */
const ticksPerMs = 90;

/** Figures of the last receiver report. */
export type ReceiverFigures = {
  readonly packetsLost: number;
  readonly fractionLost: number;
  readonly jitterMs: number;
  readonly roundTripMs: number | undefined;
};

/**
 * All that a plane keeps of one viewer. Open fields: the send path reads and writes them for every run of
 * packets. Its size does not depend on bit rate or time.
 */
export class ViewerState {
  readonly spec: ViewerSpec;
  /** What it was sent, and the SRTP index of its next packet. */
  readonly history: SentHistory;
  readonly nacks = new NackQueue();
  readonly keyFrames = new KeyFrameAnswers();
  /** `undefined` when the browser takes no sound. */
  readonly sound: SoundState | undefined;
  /** SRTP index of the next retransmission. */
  rtxIndex = randomInt(32_768);
  context: OutgoingContext | undefined;
  path: ViewerPath | undefined;
  source: RingSource | undefined;
  policy: CatchUpPolicy = 'none';
  phase: ViewerPhase = 'stopped';
  /** Index of the next packet to send or to look at. */
  cursor = 0;
  /** Index behind the last packet of a still picture, and where to go on then. */
  stillEnd = 0;
  resumeAt = 0;
  /** When a viewer that has not caught up by then is placed anew. */
  catchUpUntilMs = 0;
  /** What passes by while the viewer waits is lost to it, and not just before its time. */
  isBehind = false;
  /** In the list of those to be placed, or to be repeated to. */
  isJoining = false;
  isRepeating = false;
  loss = initialLossState;
  /** What is sent; `undefined` before the first picture. */
  codec: WebRtcVideoCodec | undefined;
  /** The ring has pictures in this codec, which was not negotiated: nothing can be sent. */
  unsupported: RingCodec | undefined;
  receiver: ReceiverFigures | undefined;
  packetsSent = 0;
  /** Payload bytes, of the stream itself only: what a sender report counts. */
  streamPackets = 0;
  streamBytes = 0;
  bytesSent = 0;
  retransmitted = 0;
  retransmissionsRefused = 0;
  skippedAccessUnits = 0;
  sendErrors = 0;
  /** A sender report went out for the first packet of the ring. */
  hasReported = false;
  readonly #h264: number;
  readonly #h265: number;
  readonly #h264Rtx: number;
  readonly #h265Rtx: number;
  readonly #timestampStart = randomInt(2 ** 32);
  /** Position of the newest unit sent, on the camera's time line moved by `#shift90k`. */
  #last90k = Number.NEGATIVE_INFINITY;
  #lastArrivalMs = 0;
  #shift90k = 0;
  #ringId = '';
  #isAnchored = false;
  #timestamp = 0;
  #plan90k: Float64Array = emptyPlan;
  #planAt = 0;

  constructor(spec: ViewerSpec) {
    const { h264, h265 } = spec.payloadTypes;
    this.spec = spec;
    this.#h264 = h264?.payloadType ?? -1;
    this.#h265 = h265?.payloadType ?? -1;
    this.#h264Rtx = h264?.rtx ?? -1;
    this.#h265Rtx = h265?.rtx ?? -1;
    this.sound = spec.audio === undefined ? undefined : new SoundState(spec.audio);
    // Below 32768: a receiver that misses the first packets would else guess the roll-over counter wrong.
    this.history = new SentHistory(randomInt(32_768));
  }

  /** Typed arrays, and about 2 KiB of objects and two AES and two HMAC keys. */
  static readonly bytes = SentHistory.bytes + NackQueue.bytes + 2_048;

  get isKeyPicturesOnly(): boolean {
    return this.loss.choice === 'key-pictures';
  }

  /** Everything that a packet needs is there. */
  get canSend(): boolean {
    return this.context !== undefined && this.path !== undefined;
  }

  /** Something was sent, and its position on the ring's time line can be told. */
  get canReport(): boolean {
    return this.streamPackets > 0 && this.#isAnchored && this.source !== undefined;
  }

  /** The payload type of a codec, -1 when it was not negotiated or is none of WebRTC's. */
  payloadTypeOf(codec: RingCodec): number {
    if (codec === 'h264') {
      return this.#h264;
    }
    return codec === 'h265' ? this.#h265 : -1;
  }

  /** The same of its retransmissions. */
  rtxPayloadTypeOf(codec: RingCodec): number {
    if (codec === 'h264') {
      return this.#h264Rtx;
    }
    return codec === 'h265' ? this.#h265Rtx : -1;
  }

  /** Whether pictures in this codec can be sent. */
  canTake(codec: RingCodec): boolean {
    return this.payloadTypeOf(codec) >= 0;
  }

  /** Another ring, or the same one anew. What was sent of another one cannot be repeated any more. */
  play(source: RingSource, policy: CatchUpPolicy): void {
    if (this.source !== source) {
      this.history.forget();
      this.nacks.clear();
      this.#isAnchored = this.#ringId === source.ring.id;
      this.hasReported &&= this.#isAnchored;
      this.#ringId = source.ring.id;
    }
    this.source = source;
    this.policy = policy;
    this.phase = 'due';
    this.isBehind = false;
    this.unsupported = undefined;
  }

  stop(): void {
    this.source = undefined;
    this.codec = undefined;
    this.unsupported = undefined;
    this.phase = 'stopped';
    this.history.forget();
    this.nacks.clear();
    this.#plan90k = emptyPlan;
  }

  /** Puts the viewer to its place. */
  begin(plan: JoinPlan, nowMs: number): void {
    this.#plan90k = emptyPlan;
    this.#planAt = 0;
    switch (plan.kind) {
      case 'catch-up':
        this.phase = 'catching-up';
        this.cursor = plan.from;
        this.catchUpUntilMs = nowMs + 2_000;
        this.#plan90k = plan.timestamps90k;
        break;
      case 'still':
        this.phase = 'still';
        this.cursor = plan.from;
        this.catchUpUntilMs = nowMs + 2_000;
        this.stillEnd = plan.end;
        this.resumeAt = plan.resumeAt;
        this.#plan90k = Float64Array.of(plan.timestamp90k);
        break;
      case 'wait':
        this.phase = 'waiting';
        this.cursor = plan.resumeAt;
        break;
    }
  }

  /**
   * The first unit of a ring is about to be sent. Its time line is fitted to the one that the viewer has seen
   * so far: it goes on as if the viewer had watched the same camera all the time.
   *
   * @param newest90k the present on the time line of the ring
   */
  anchor(newest90k: number, nowMs: number): void {
    if (this.#isAnchored) {
      return;
    }
    this.#isAnchored = true;
    if (Number.isFinite(this.#last90k)) {
      const passed = Math.max(1, Math.round((nowMs - this.#lastArrivalMs) * ticksPerMs));
      this.#shift90k = this.#last90k + passed - newest90k;
    }
  }

  /** RTP timestamps of the staged packets for this viewer. Changes nothing: not all may be sent. */
  timestampsOf(run: StagedRun, into: Uint32Array): void {
    let last = this.#last90k;
    let timestamp = this.#timestamp;
    let planAt = this.#planAt;
    for (let slot = 0; slot < run.count; slot += 1) {
      if (run.unitStarts[slot] === 1) {
        last = this.#place(run.timestamps90k[slot] ?? 0, planAt, last);
        planAt += 1;
        timestamp = this.#toRtp(last);
      }
      into[slot] = timestamp;
    }
  }

  /** The first `slots` of the staged packets are sent. */
  advance(run: StagedRun, slots: number, nowMs: number): void {
    for (let slot = 0; slot < slots; slot += 1) {
      if (run.unitStarts[slot] === 1) {
        this.#last90k = this.#place(run.timestamps90k[slot] ?? 0, this.#planAt, this.#last90k);
        this.#planAt += 1;
        this.#timestamp = this.#toRtp(this.#last90k);
        this.#lastArrivalMs = nowMs;
      }
      this.history.record(run.ringIndexes[slot] ?? 0, this.#timestamp);
    }
    this.cursor = (this.cursor + slots) >>> 0;
    this.streamPackets += slots;
    this.codec = run.codec as WebRtcVideoCodec;
    this.unsupported = undefined;
  }

  /** The viewer has caught up. */
  goLive(): void {
    this.phase = 'live';
    this.isBehind = false;
    this.#plan90k = emptyPlan;
  }

  /** Key pictures are not enough any more: everything from the next one on. */
  resumeAllPictures(): void {
    if (this.phase === 'live') {
      this.isBehind = true;
      this.wait(this.cursor);
    }
  }

  /** From the next random access unit behind `cursor` on. */
  wait(cursor: number): void {
    this.phase = 'waiting';
    this.cursor = cursor;
    this.#plan90k = emptyPlan;
  }

  /** RTP timestamp of a position on the ring's time line; not before what was sent. */
  timestampOf(position90k: number): number {
    return this.#toRtp(Math.max(Math.round(position90k) + this.#shift90k, this.#last90k));
  }

  /**
   * Never back and never twice the same, whatever the camera's time line does. Units of a repeated GOP,
   * which all lie in the past, follow each other by one tick.
   */
  #place(timestamp90k: number, planAt: number, last90k: number): number {
    const planned = planAt < this.#plan90k.length ? this.#plan90k[planAt] : undefined;
    return Math.max((planned ?? timestamp90k) + this.#shift90k, last90k + 1);
  }

  #toRtp(at90k: number): number {
    // Modulo 2^32, exact up to 2^53.
    return (this.#timestampStart + at90k) >>> 0;
  }
}

const emptyPlan = new Float64Array(0);
