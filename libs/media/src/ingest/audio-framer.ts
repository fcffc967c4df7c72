import { aacChannels } from '../codec/aac/raw-data-block.js';
import { aacFrameSamples } from '../codec/aac/sample-rates.js';
import type { G711Law } from '../codec/g711/g711.js';
import { g726SamplesPerByte, swapG726BitOrder } from '../codec/g726/g726.js';
import type { G726BitOrder } from '../codec/g726/g726.js';
import type { DefectCounter } from '../errors/defect-counter.js';
import { AacRateMeter } from './aac-rate-meter.js';
import { AuHeaderHabit } from './au-header-habit.js';
import type { RtpAudioCodec } from './audio-detector.js';
import type { AudioFormat, AudioSink } from './audio-sink.js';
import type { AudioDefect } from './audio-statistics.js';
import { AudioTimeline } from './audio-timeline.js';

/** A payload of sound in its place in the sequence. */
export type AudioPayload = {
  readonly codec: RtpAudioCodec;
  readonly bytes: Uint8Array;
  /** Of its first sample, as on the wire; `undefined` when it carries none (HTTP). */
  readonly timestamp: number | undefined;
  /** `undefined` when nothing tells it (AAC in RTP). */
  readonly sampleRateHz: number | undefined;
  readonly arrivalMs: number;
  readonly lostBefore: boolean;
};

/** What nothing in the stream tells. */
export type AudioFramerOptions = {
  readonly sink: AudioSink;
  readonly law: G711Law;
  readonly g726BitOrder: G726BitOrder;
  /** Of AAC in RTP, until its arrival tells another one. */
  readonly aacSampleRateHz: number;
};

/** ISO/IEC 14496-3 4.5.3.3: 768 bytes per channel, of which there are at most eight. */
const maxUnitBytes = 8 * 768;

/** Twice the 320 ms that any camera puts into a packet. */
const maxSampleBytes = 5_120;

/** Access units in a row with another number of channels, before it is believed. */
const channelsAfter = 3;

/** Payloads of sound to frames with a format and a position: the half of an `AudioReceiver` behind the network. */
export class AudioFramer {
  readonly #options: AudioFramerOptions;
  readonly #sink: AudioSink;
  readonly #defects: DefectCounter<AudioDefect>;
  #format: AudioFormat | undefined;
  #timeline: AudioTimeline | undefined;
  readonly #rateMeter = new AacRateMeter();
  readonly #headerHabit = new AuHeaderHabit();
  #aacRateHz: number;
  #channels = 0;
  #otherChannels = 0;
  #missing = false;
  #frames = 0;
  #formatChanges = 0;
  #jumpsBefore = 0;

  /** @param defects where dropped frames are counted */
  constructor(options: AudioFramerOptions, defects: DefectCounter<AudioDefect>) {
    this.#options = options;
    this.#sink = options.sink;
    this.#defects = defects;
    this.#aacRateHz = options.aacSampleRateHz;
  }

  /** Of the last frame. */
  get format(): AudioFormat | undefined {
    return this.#format;
  }

  get frames(): number {
    return this.#frames;
  }

  get formatChanges(): number {
    return this.#formatChanges;
  }

  get timestampJumps(): number {
    return this.#jumpsBefore + (this.#timeline?.jumps ?? 0);
  }

  /** Takes the next payload and hands on what it holds. */
  push(payload: AudioPayload): void {
    if (payload.lostBefore) {
      this.#noteMissing();
    }
    if (payload.bytes.length === 0) {
      this.#drop('audio-empty');
    } else if (payload.codec === 'aac') {
      this.#pushAac(payload);
    } else {
      this.#pushSamples(payload, payload.codec);
    }
  }

  /** The source began anew: timestamps are unrelated to those before, and something is missing. */
  restart(): void {
    this.#timeline?.restart();
    this.#noteMissing();
  }

  /** Sound in front of the next frame was lost or dropped. */
  #noteMissing(): void {
    this.#missing = true;
    this.#rateMeter.noteGap();
  }

  #pushSamples(payload: AudioPayload, codec: 'g711' | 'g726'): void {
    const { bytes, sampleRateHz = 8_000 } = payload;
    if (bytes.length > maxSampleBytes) {
      this.#drop('audio-frame-too-large');
      return;
    }
    if (codec === 'g711') {
      const law = this.#options.law === 'mu' ? 'pcmu' : 'pcma';
      this.#use({ codec: law, sampleRateHz, channels: 1 });
      this.#frame(bytes, payload, payload.timestamp, bytes.length);
    } else {
      this.#use({ codec: 'g726', sampleRateHz, channels: 1 });
      const samples = bytes.length * g726SamplesPerByte;
      const isLeft = this.#options.g726BitOrder === 'left';
      const ordered = isLeft ? bytes : swapG726BitOrder(bytes);
      this.#frame(ordered, payload, payload.timestamp, samples);
    }
  }

  #pushAac(payload: AudioPayload): void {
    const units = this.#headerHabit.unitsOf(payload.bytes);
    if (units === undefined) {
      this.#drop('au-headers-malformed');
      return;
    }
    let { timestamp } = payload;
    for (const unit of units) {
      this.#takeUnit(unit, payload, timestamp);
      timestamp = timestamp === undefined ? undefined : (timestamp + aacFrameSamples) >>> 0;
    }
  }

  #takeUnit(unit: Uint8Array, payload: AudioPayload, timestamp: number | undefined): void {
    if (unit.length === 0 || unit.length > maxUnitBytes) {
      this.#drop(unit.length === 0 ? 'audio-empty' : 'audio-frame-too-large');
      return;
    }
    const sampleRateHz = payload.sampleRateHz ?? this.#measuredRate(payload.arrivalMs);
    this.#use({ codec: 'aac', sampleRateHz, channels: this.#channelsOf(unit) });
    this.#frame(unit, payload, timestamp, aacFrameSamples);
  }

  #measuredRate(arrivalMs: number): number {
    this.#aacRateHz = this.#rateMeter.note(aacFrameSamples, arrivalMs) ?? this.#aacRateHz;
    return this.#aacRateHz;
  }

  /** One damaged access unit must not turn mono into stereo. */
  #channelsOf(unit: Uint8Array): number {
    const channels = aacChannels(unit) ?? this.#channels;
    this.#otherChannels = channels === this.#channels ? 0 : this.#otherChannels + 1;
    if (this.#channels === 0 || this.#otherChannels >= channelsAfter) {
      // A stream that begins with neither kind of element: nothing but stereo is documented.
      this.#channels = channels === 0 ? 2 : channels;
      this.#otherChannels = 0;
    }
    return this.#channels;
  }

  #use(format: AudioFormat): void {
    const before = this.#format;
    if (
      before?.codec === format.codec &&
      before.sampleRateHz === format.sampleRateHz &&
      before.channels === format.channels
    ) {
      return;
    }
    this.#formatChanges += before === undefined ? 0 : 1;
    this.#format = format;
    this.#jumpsBefore = this.timestampJumps;
    this.#timeline = new AudioTimeline(format.sampleRateHz);
    this.#sink.format(format);
  }

  #frame(
    bytes: Uint8Array,
    { arrivalMs }: AudioPayload,
    timestamp: number | undefined,
    samples: number,
  ): void {
    const lostBefore = this.#missing;
    this.#missing = false;
    const position = this.#timeline?.place({ timestamp, samples, arrivalMs, lostBefore }) ?? 0;
    this.#frames += 1;
    this.#sink.frame(bytes, position, arrivalMs, lostBefore || this.#timeline?.jumped === true);
  }

  #drop(defect: AudioDefect): void {
    this.#defects.count(defect);
    this.#noteMissing();
  }
}
