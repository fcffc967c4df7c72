import { aacFrameSamples } from '../codec/aac/sample-rates.js';
import type { MediaUnit } from '../gop/media-unit.js';
import { audioConfig } from './audio-config.js';
import type { SoundFormat } from './audio-config.js';
import type { Fmp4Fragment } from './fmp4-piece.js';
import { fragmentFor, fragmentOverheadBytes } from './fragment.js';
import { audioTrackId } from './init-segment.js';
import { opusPacketSamples } from './opus-packet.js';
import { SoundTimes } from './sound-times.js';
import type { AudioConfig } from './track-config.js';

/** The sound of a muxer: what kind it is at the moment, and its fragments. */
export class SoundTrack {
  #config: AudioConfig | undefined;
  #times = new SoundTimes(1);
  #lastMs: number | undefined;

  /** @param format what the sound will be, if that is known before it comes */
  constructor(format?: SoundFormat) {
    this.#take(format && audioConfig(format));
  }

  /** What the sound is; `undefined` while there is none that MP4 players take. */
  get config(): AudioConfig | undefined {
    return this.#config;
  }

  /** When the newest frame is presented; `undefined` before the first one. */
  get lastMs(): number | undefined {
    return this.#lastMs;
  }

  /** Takes notice of a unit; false when players do not take its kind. */
  note({ codec, clockRateHz, channels }: MediaUnit, timeMs: number): boolean {
    const current = this.#config;
    this.#lastMs = timeMs;
    if (
      current?.codec !== codec ||
      current.sampleRateHz !== clockRateHz ||
      current.channels !== channels
    ) {
      this.#take(audioConfig({ codec, sampleRateHz: clockRateHz, channels }));
    }
    return this.#config !== undefined;
  }

  /** The fragment of a unit that was noted; `undefined` when it is empty or no frame. */
  fragment(unit: MediaUnit, timeMs: number, sequence: number): Fmp4Fragment | undefined {
    const config = this.#config;
    const [data] = unit.parts;
    const samples = data && (unit.codec === 'opus' ? opusPacketSamples(data) : aacFrameSamples);
    if (config === undefined || data === undefined || data.length === 0 || samples === undefined) {
      return undefined;
    }
    const decodeTime = this.#times.place(Math.max(0, timeMs), samples);
    const sample = {
      trackId: audioTrackId,
      decodeTime,
      compositionOffset: 0,
      duration: samples,
      isSync: true,
    };
    const bytes = fragmentFor(sequence, sample, data.length);
    bytes.set(data, fragmentOverheadBytes);
    return {
      kind: 'fragment',
      bytes,
      track: 'audio',
      randomAccess: true,
      timeMs: (decodeTime * 1_000) / config.sampleRateHz,
      durationMs: (samples * 1_000) / config.sampleRateHz,
    };
  }

  #take(config: AudioConfig | undefined): void {
    this.#config = config;
    this.#times = new SoundTimes(config?.sampleRateHz ?? 1);
  }
}
