import type { G711Law } from '../codec/g711/g711.js';
import type { G726BitOrder } from '../codec/g726/g726.js';
import { DefectCounter } from '../errors/defect-counter.js';
import { MediaError } from '../errors/media-error.js';
import { parseRtpPacket } from '../rtp/parse-rtp-packet.js';
import { ReorderBuffer } from '../rtp/reorder-buffer.js';
import type { RtpPacket } from '../rtp/rtp-packet.js';
import type { SequencedPacket } from '../rtp/sequenced-packet.js';
import { SourceGuard } from '../rtp/source-guard.js';
import { sequenceDistance } from '../rtp/sequence-unwrapper.js';
import { AudioDetector } from './audio-detector.js';
import type { RtpAudioCodec } from './audio-detector.js';
import { AudioFramer } from './audio-framer.js';
import type { AudioFormat, AudioSink } from './audio-sink.js';
import { audioReceiverDefects } from './audio-statistics.js';
import type { AudioDefect, AudioReceiverStatistics } from './audio-statistics.js';
import { recorderPayloadTypes } from './payload-types.js';
import { RateMeter } from './rate-meter.js';

/** The defaults suit an i-PRO recorder on a local network. */
export type AudioReceiverOptions = {
  readonly sink: AudioSink;
  /** Of G.711: it is not transmitted (decision B47). Default `mu`. */
  readonly law?: G711Law | undefined;
  /** Of G.726: it is not transmitted either. Frames come out in the order `left` in any case. Default `left`. */
  readonly g726BitOrder?: G726BitOrder | undefined;
  /** What RTP carries. Default `auto`: told by the packets. Parts of HTTP say it themselves. */
  readonly codec?: RtpAudioCodec | 'auto' | undefined;
  /** Of AAC in RTP, until its arrival tells another one. Default 48,000. */
  readonly aacSampleRateHz?: number | undefined;
  /** Default 97 (decision B17). */
  readonly payloadType?: number | undefined;
  /** Packets held while one is missing: 0 for TCP, at least 8 for UDP. Default 16. */
  readonly reorderWindow?: number | undefined;
  /** Milliseconds a packet is held while one before it is missing. Default 40. */
  readonly maxReorderWaitMs?: number | undefined;
};

/** A part of an HTTP stream: elementary sound without RTP; AU headers may be there. */
export type ElementaryAudio = {
  readonly codec: RtpAudioCodec;
  /** Samples per second, as the Content-Type tells. */
  readonly clockRateHz: number;
  /** Without the one byte 0 that recorders put in front. */
  readonly bytes: Uint8Array;
};

/** Packets kept while the codec is not known: the first sound is not lost, and no more than 0.7 s wait. */
const maxWaiting = 32;

/** G.711 and G.726 know no other rate. */
const telephoneRateHz = 8_000;

/**
 * The sound of one camera to frames with a format: RTP packets (parse, check the source, put into sequence, tell
 * the codec) or elementary parts of HTTP. Synchronous and without timers: time comes in with the calls. `push` and
 * `pushElementary` never throw, whatever the bytes are.
 *
 * On UDP also call `tick` every 20 ms or so.
 */
export class AudioReceiver {
  readonly #payloadType: number;
  readonly #fixedCodec: RtpAudioCodec | undefined;
  readonly #guard = new SourceGuard();
  readonly #reorderBuffer: ReorderBuffer;
  readonly #detector = new AudioDetector();
  readonly #framer: AudioFramer;
  readonly #meter = new RateMeter();
  readonly #defects = new DefectCounter<AudioDefect>(audioReceiverDefects);
  readonly #waiting: SequencedPacket[] = [];
  #packets = 0;
  #bytes = 0;
  #malformed = 0;
  #others = 0;
  #restarts = 0;

  constructor(options: AudioReceiverOptions) {
    const { law = 'mu', g726BitOrder = 'left', aacSampleRateHz = 48_000, codec = 'auto' } = options;
    this.#payloadType = options.payloadType ?? recorderPayloadTypes.audio;
    this.#fixedCodec = codec === 'auto' ? undefined : codec;
    this.#reorderBuffer = new ReorderBuffer({
      windowPackets: options.reorderWindow,
      maxWaitMs: options.maxReorderWaitMs,
    });
    const { sink } = options;
    this.#framer = new AudioFramer({ sink, law, g726BitOrder, aacSampleRateHz }, this.#defects);
  }

  /** Of the last frame; `undefined` before the first one. */
  get format(): AudioFormat | undefined {
    return this.#framer.format;
  }

  /** A snapshot of all counters; the rate is that at the last call. */
  get statistics(): AudioReceiverStatistics {
    return {
      packets: this.#packets,
      bytes: this.#bytes,
      bitsPerSecond: this.#meter.rates.bitsPerSecond,
      lost: this.#reorderBuffer.lost,
      reordered: this.#reorderBuffer.reordered,
      duplicates: this.#reorderBuffer.duplicates,
      late: this.#reorderBuffer.late,
      malformed: this.#malformed,
      strays: this.#guard.strays,
      restarts: this.#restarts,
      otherPackets: this.#others,
      timestampJumps: this.#framer.timestampJumps,
      frames: this.#framer.frames,
      formatChanges: this.#framer.formatChanges,
      defects: this.#defects.snapshot(),
    };
  }

  /**
   * Takes one RTP packet as it was received. The bytes must not change for a second: they are not copied, and the
   * first ones wait until the codec is known.
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
    if (packet.payloadType === this.#payloadType) {
      this.#sequence(packet, arrivalMs);
    } else {
      this.#others += 1;
    }
  }

  /** Takes one part of an HTTP stream. The bytes may change after the call. */
  pushElementary({ codec, clockRateHz, bytes }: ElementaryAudio, arrivalMs: number): void {
    this.#packets += 1;
    this.#bytes += bytes.length;
    this.#meter.addBytes(bytes.length, arrivalMs);
    const sampleRateHz = clockRateHz > 0 ? clockRateHz : undefined;
    const timestamp = undefined;
    this.#framer.push({ codec, bytes, timestamp, sampleRateHz, arrivalMs, lostBefore: false });
  }

  /** Lets time pass: gives up packets that are waited for too long and lets the rate fall. */
  tick(nowMs: number): void {
    this.#meter.advance(nowMs);
    this.#reorderBuffer.tick(nowMs);
    this.#drain();
  }

  #parse(bytes: Uint8Array): RtpPacket | undefined {
    try {
      return parseRtpPacket(bytes);
    } catch (error) {
      if (!(error instanceof MediaError)) {
        throw error;
      }
      this.#malformed += 1;
      const name = audioReceiverDefects.find((defect) => defect === error.context['defect']);
      if (name !== undefined) {
        this.#defects.count(name);
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
    this.#detector.restart();
    this.#waiting.length = 0;
    this.#framer.restart();
    const second = { packet, arrivalMs };
    const first = this.#guard.takeHeld() ?? second;
    // The network may have swapped the two, and the sequence starts with the first one pushed.
    const swapped = sequenceDistance(packet.sequenceNumber, first.packet.sequenceNumber) > 0;
    for (const one of swapped ? [second, first] : [first, second]) {
      this.#reorderBuffer.push(one.packet, one.arrivalMs);
    }
  }

  #drain(): void {
    let sequenced = this.#reorderBuffer.pull();
    while (sequenced !== undefined) {
      this.#take(sequenced);
      sequenced = this.#reorderBuffer.pull();
    }
  }

  #take(sequenced: SequencedPacket): void {
    const { packet, arrivalMs, lostBefore } = sequenced;
    this.#meter.addBytes(packet.payload.length, arrivalMs);
    const codec = this.#codecOf(sequenced);
    if (codec !== undefined) {
      this.#handOnWaiting(codec);
      this.#handOn(sequenced, codec);
    } else if (this.#waiting.length < maxWaiting) {
      this.#waiting.push({ packet, arrivalMs, lostBefore });
    } else {
      this.#defects.count('audio-codec-unknown');
    }
  }

  #codecOf({ packet, lostBefore }: SequencedPacket): RtpAudioCodec | undefined {
    if (this.#fixedCodec !== undefined) {
      return this.#fixedCodec;
    }
    const { payload, timestamp } = packet;
    if (payload.length > 0) {
      this.#detector.note({ payload, timestamp, lostBefore });
    }
    return this.#detector.codec;
  }

  #handOnWaiting(codec: RtpAudioCodec): void {
    for (const waiting of this.#waiting) {
      this.#handOn(waiting, codec);
    }
    this.#waiting.length = 0;
  }

  #handOn({ packet, arrivalMs, lostBefore }: SequencedPacket, codec: RtpAudioCodec): void {
    this.#framer.push({
      codec,
      bytes: packet.payload,
      timestamp: packet.timestamp,
      sampleRateHz: codec === 'aac' ? undefined : telephoneRateHz,
      arrivalMs,
      lostBefore: lostBefore > 0,
    });
  }
}
