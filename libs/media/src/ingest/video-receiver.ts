import { H264Depacketizer } from '../codec/h264/depacketizer.js';
import { H265Depacketizer } from '../codec/h265/depacketizer.js';
import type { AccessUnitLimits, RtpAccessUnit } from '../codec/nal/access-unit-assembler.js';
import type { NalCodec } from '../codec/nal/nal-syntax.js';
import { DefectCounter } from '../errors/defect-counter.js';
import { MediaError } from '../errors/media-error.js';
import { videoClockRateHz } from '../rtp/media-time.js';
import { parseRtpPacket, rtpDefects } from '../rtp/parse-rtp-packet.js';
import type { RtpDefect } from '../rtp/parse-rtp-packet.js';
import { ReorderBuffer } from '../rtp/reorder-buffer.js';
import type { RtpPacket } from '../rtp/rtp-packet.js';
import type { SequencedPacket } from '../rtp/sequenced-packet.js';
import { SourceGuard } from '../rtp/source-guard.js';
import { sequenceDistance } from '../rtp/sequence-unwrapper.js';
import { Timeline } from '../rtp/timeline.js';
import { AccessUnitForwarder } from './access-unit-forwarder.js';
import type { AccessUnit } from './access-unit.js';
import type { GrowingUnitSink } from './growing-unit-sink.js';
import { PayloadTypeCensus, recorderPayloadTypes } from './payload-types.js';
import type { PayloadTypes } from './payload-types.js';
import { RandomAccessGate } from './random-access-gate.js';
import type { LossPolicy } from './random-access-gate.js';
import { RateMeter } from './rate-meter.js';
import { sumDefects } from './receiver-statistics.js';
import type { ReceiverStatistics } from './receiver-statistics.js';
import type { VideoDescription } from './video-description.js';

/** The defaults suit an i-PRO recorder on a local network. */
export type VideoReceiverOptions = {
  /** Default: those of the recorders, 98 H.264, 101 H.265, 97 audio (decision B17). */
  readonly payloadTypes?: PayloadTypes | undefined;
  /** Packets held while one is missing: 0 for TCP, at least 8 for UDP. Default 16. */
  readonly reorderWindow?: number | undefined;
  /** Milliseconds a packet is held while one before it is missing. Default 40. */
  readonly maxReorderWaitMs?: number | undefined;
  /** Default 4 MiB, see `defaultMaxAccessUnitBytes`. */
  readonly maxAccessUnitBytes?: number | undefined;
  /** Default 256, see `defaultMaxNalUnits`. */
  readonly maxNalUnits?: number | undefined;
  /** Default `until-random-access`. */
  readonly lossPolicy?: LossPolicy | undefined;
  /**
   * Takes access units while they arrive. With a sink none are put together and there is nothing to pull.
   * Default none.
   */
  readonly sink?: GrowingUnitSink | undefined;
  /** On which the pictures are placed, so that others can go on with it. Default one of its own. */
  readonly timeline?: Timeline | undefined;
};

/** Access units that wait to be pulled: more than one packet can complete, at 25 per second 2.5 s. */
const maxPendingAccessUnits = 64;

/**
 * RTP packets of one camera to access units of H.264 and H.265: parse, check the source, put into sequence, depacketize, place
 * on the timeline, drop what cannot be decoded. The payload type of each packet tells the codec. Synchronous and without timers: time comes in with the
 * calls. `push` never throws, whatever the bytes are.
 *
 * `push` a packet, then `pull` until `undefined`; or give a `sink`, which gets access units while their packets
 * arrive. On UDP also call `tick` every 20 ms or so, so that a packet
 * at the end of a burst does not wait for the next burst.
 */
export class VideoReceiver {
  readonly #census: PayloadTypeCensus;
  readonly #guard = new SourceGuard();
  readonly #reorderBuffer: ReorderBuffer;
  readonly #depacketizers: Readonly<Record<NalCodec, H264Depacketizer | H265Depacketizer>>;
  readonly #forwarder: AccessUnitForwarder | undefined;
  readonly #timeline: Timeline;
  readonly #gate: RandomAccessGate;
  readonly #meter = new RateMeter();
  readonly #rtpDefects = new DefectCounter<RtpDefect>(rtpDefects);
  readonly #pending: AccessUnit[] = [];
  /** Of the packet depacketized last. */
  #codec: NalCodec | undefined;
  #codecChanges = 0;
  /** Lost in front of packets of other payload types that share the sequence. */
  #lostBeforeOthers = 0;
  #packets = 0;
  #bytes = 0;
  #malformed = 0;
  #restarts = 0;
  #accessUnits = 0;
  #randomAccessUnits = 0;
  #discarded = 0;
  #notPulled = 0;

  constructor(options: VideoReceiverOptions = {}) {
    this.#census = new PayloadTypeCensus(options.payloadTypes ?? recorderPayloadTypes);
    this.#reorderBuffer = new ReorderBuffer({
      windowPackets: options.reorderWindow,
      maxWaitMs: options.maxReorderWaitMs,
    });
    this.#timeline = options.timeline ?? new Timeline({ clockRateHz: videoClockRateHz });
    this.#gate = new RandomAccessGate(options.lossPolicy ?? 'until-random-access');
    const limits = { maxBytes: options.maxAccessUnitBytes, maxNalUnits: options.maxNalUnits };
    this.#forwarder = options.sink && this.#forwardTo(options.sink, limits);
    this.#depacketizers = {
      h264: new H264Depacketizer(limits, this.#forwarder),
      h265: new H265Depacketizer(limits, this.#forwarder),
    };
  }

  /** What the pictures from the last random access picture on are. A new object whenever it changed. */
  get video(): VideoDescription | undefined {
    return this.#gate.video;
  }

  /** A snapshot of all counters; the rates are those at the last `push` or `tick`. */
  get statistics(): ReceiverStatistics {
    return {
      ...this.#meter.rates,
      packets: this.#packets,
      bytes: this.#bytes,
      lost: this.#reorderBuffer.lost,
      reordered: this.#reorderBuffer.reordered,
      duplicates: this.#reorderBuffer.duplicates,
      late: this.#reorderBuffer.late,
      malformed: this.#malformed,
      strays: this.#guard.strays,
      restarts: this.#restarts,
      timestampJumps: this.#timeline.jumps,
      unknownPayloadType: this.#census.unknown,
      otherPackets: this.#census.others,
      lastPayloadType: this.#census.last,
      accessUnits: this.#accessUnits + (this.#forwarder?.forwarded ?? 0),
      randomAccessUnits: this.#randomAccessUnits + (this.#forwarder?.forwardedRandomAccess ?? 0),
      discardedAccessUnits:
        this.#discarded +
        this.#depacketizers.h264.discardedAccessUnits +
        this.#depacketizers.h265.discardedAccessUnits +
        (this.#forwarder?.refused ?? 0),
      bPictures: this.#gate.bPictures,
      codec: this.#codec,
      codecChanges: this.#codecChanges,
      parameterSetsVersion: this.#gate.parameterSetsVersion,
      defects: sumDefects([
        this.#rtpDefects.snapshot(),
        this.#depacketizers.h264.defects,
        this.#depacketizers.h265.defects,
        this.#gate.defects,
        { 'access-unit-not-pulled': this.#notPulled },
      ]),
    };
  }

  /**
   * Takes one packet as it was received. The bytes must not change until its access unit was pulled or
   * dropped: they are not copied before that.
   *
   * @param arrivalMs now, in milliseconds on a monotonic clock.
   */
  push(bytes: Uint8Array, arrivalMs: number): void {
    this.#packets += 1;
    this.#bytes += bytes.length;
    const packet = this.#parse(bytes);
    if (packet === undefined) {
      return;
    }
    this.#census.count(packet.payloadType);
    // Other payload types of the same source count in its sequence; those of other sources do not.
    const isVideo = this.#census.videoCodec(packet.payloadType) !== undefined;
    if (isVideo || packet.ssrc === this.#guard.ssrc) {
      this.#sequence(packet, arrivalMs);
    }
  }

  /** The next access unit; always `undefined` with a sink. Its bytes are its own, and nobody changes them. */
  pull(): AccessUnit | undefined {
    const unit = this.#pending.shift();
    if (unit !== undefined) {
      this.#accessUnits += 1;
      this.#randomAccessUnits += unit.randomAccess ? 1 : 0;
    }
    return unit;
  }

  /** Lets time pass: gives up packets that are waited for too long and lets the rates fall. */
  tick(nowMs: number): void {
    this.#meter.advance(nowMs);
    this.#reorderBuffer.tick(nowMs);
    this.#drain();
  }

  #forwardTo(sink: GrowingUnitSink, limits: AccessUnitLimits): AccessUnitForwarder {
    const parts = { gate: this.#gate, timeline: this.#timeline, meter: this.#meter, sink };
    return new AccessUnitForwarder(parts, limits);
  }

  #parse(bytes: Uint8Array): RtpPacket | undefined {
    try {
      return parseRtpPacket(bytes);
    } catch (error) {
      if (!(error instanceof MediaError)) {
        throw error;
      }
      this.#malformed += 1;
      const name = rtpDefects.find((defect) => defect === error.context['defect']);
      if (name !== undefined) {
        this.#rtpDefects.count(name);
      }
      return undefined;
    }
  }

  #sequence(packet: RtpPacket, arrivalMs: number): void {
    switch (this.#guard.judge(packet, arrivalMs)) {
      case 'hold':
        return;
      case 'restart':
        this.#restart(packet, arrivalMs);
        break;
      case 'accept':
        this.#reorderBuffer.push(packet, arrivalMs);
        break;
    }
    this.#drain();
  }

  /** Hands over what the old source left, then begins anew with the packet that was held and this one. */
  #restart(packet: RtpPacket, arrivalMs: number): void {
    this.#restarts += 1;
    this.#reorderBuffer.flush();
    this.#drain();
    this.#reorderBuffer.reset();
    this.#restartDepacketizers();
    this.#timeline.restart();
    this.#lostBeforeOthers = 0;
    const held = this.#guard.takeHeld() ?? { packet, arrivalMs };
    // The network may have swapped the two, and the sequence starts with the first one pushed.
    const swapped = sequenceDistance(packet.sequenceNumber, held.packet.sequenceNumber) > 0;
    const [first, second] = swapped ? [{ packet, arrivalMs }, held] : [held, { packet, arrivalMs }];
    this.#reorderBuffer.push(first.packet, first.arrivalMs);
    this.#reorderBuffer.push(second.packet, second.arrivalMs);
  }

  #drain(): void {
    let sequenced = this.#reorderBuffer.pull();
    while (sequenced !== undefined) {
      this.#depacketize(sequenced);
      sequenced = this.#reorderBuffer.pull();
    }
  }

  #depacketize(sequenced: SequencedPacket): void {
    const { packet, arrivalMs, lostBefore } = sequenced;
    const codec = this.#census.videoCodec(packet.payloadType);
    if (codec === undefined) {
      this.#lostBeforeOthers += lostBefore;
      return;
    }
    if (codec !== this.#codec) {
      this.#changeCodec(codec);
    }
    this.#meter.addBytes(packet.payload.length, arrivalMs);
    const depacketizer = this.#depacketizers[codec];
    depacketizer.push(this.#withLossBeforeOthers(sequenced));
    let unit = depacketizer.pull();
    while (unit !== undefined) {
      this.#take(unit, codec);
      unit = depacketizer.pull();
    }
  }

  /** The payload type is trusted over what was asked for, in mid-stream too (B17, RT16). */
  #changeCodec(codec: NalCodec): void {
    this.#codecChanges += this.#codec === undefined ? 0 : 1;
    this.#codec = codec;
    this.#restartDepacketizers();
    this.#gate.use(codec);
  }

  #restartDepacketizers(): void {
    this.#depacketizers.h264.restart();
    this.#depacketizers.h265.restart();
  }

  #withLossBeforeOthers(sequenced: SequencedPacket): SequencedPacket {
    if (this.#lostBeforeOthers === 0) {
      return sequenced;
    }
    const lostBefore = sequenced.lostBefore + this.#lostBeforeOthers;
    this.#lostBeforeOthers = 0;
    return { ...sequenced, lostBefore };
  }

  #take(unit: RtpAccessUnit, codec: NalCodec): void {
    this.#meter.addPicture(unit.arrivalMs);
    const time = this.#timeline.place(unit.timestamp, unit.arrivalMs);
    this.#limitPending();
    const admitted = this.#gate.admit(unit);
    if (admitted === undefined) {
      this.#discarded += 1;
      return;
    }
    const { arrivalMs, extension } = unit;
    this.#pending.push({ codec, ...admitted, time, arrivalMs, extension });
  }

  /** A caller that does not pull loses what waits, as a viewer that is too slow does. */
  #limitPending(): void {
    if (this.#pending.length >= maxPendingAccessUnits) {
      this.#notPulled += this.#pending.length;
      this.#discarded += this.#pending.length;
      this.#pending.length = 0;
      this.#gate.noteLoss();
    }
  }
}
