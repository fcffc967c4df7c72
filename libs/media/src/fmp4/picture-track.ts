import { MediaError } from '../errors/media-error.js';
import type { MediaUnit } from '../gop/media-unit.js';
import type { Fmp4Fragment } from './fmp4-piece.js';
import { fragmentFor, fragmentOverheadBytes } from './fragment.js';
import { h264Config } from './h264-config.js';
import { h265Config } from './h265-config.js';
import { videoTimescale, videoTrackId } from './init-segment.js';
import {
  areKnown,
  isParameterSet,
  sampleBytes,
  sampleNalUnits,
  writeSample,
} from './nal-samples.js';
import { PictureTimes } from './picture-times.js';
import type { VideoConfig } from './track-config.js';

const ticksPerMs = videoTimescale / 1_000;

/** The pictures of a muxer: which initialisation segment they need, and their fragments. */
export class PictureTrack {
  #config: VideoConfig | undefined;
  #times = new PictureTimes(videoTimescale, 0, undefined);

  /** What the fragments need; `undefined` before the first random access unit. */
  get config(): VideoConfig | undefined {
    return this.#config;
  }

  /**
   * Looks whether the unit, where decoding may start, can be decoded with what was said so far.
   *
   * - `same`: it can.
   * - `changed`: `config` is another one now.
   * - `unusable`: it is no H.264 or H.265, or lacks parameter sets that could be read.
   */
  prepare(unit: MediaUnit): 'same' | 'changed' | 'unusable' {
    const { codec, parts } = unit;
    if (codec !== 'h264' && codec !== 'h265') {
      return 'unusable';
    }
    const sets = parts.filter((part) => isParameterSet(codec, part));
    const current = this.#config;
    if (current?.codec === codec && areKnown(sets, current.parameterSets)) {
      return 'same';
    }
    const config = configOf(codec, sets);
    if (config === undefined) {
      return 'unusable';
    }
    this.#config = config;
    this.#times = new PictureTimes(
      videoTimescale,
      config.maxReorder,
      config.framesPerSecond,
      this.#times.earliest,
    );
    return 'changed';
  }

  /** The fragment of a unit; `undefined` when it has another codec or no picture data. */
  fragment(unit: MediaUnit, timeMs: number, sequence: number): Fmp4Fragment | undefined {
    const config = this.#config;
    if (config?.codec !== unit.codec) {
      return undefined;
    }
    const nalUnits = sampleNalUnits(config.codec, unit.parts, config.parameterSets);
    if (nalUnits.length === 0) {
      return undefined;
    }
    const time = this.#times.place(Math.max(0, Math.round(timeMs * ticksPerMs)));
    const { randomAccess } = unit;
    const sample = { ...time, trackId: videoTrackId, isSync: randomAccess };
    const bytes = fragmentFor(sequence, sample, sampleBytes(nalUnits));
    writeSample(bytes, fragmentOverheadBytes, nalUnits);
    return {
      kind: 'fragment',
      bytes,
      track: 'video',
      randomAccess,
      timeMs: (time.decodeTime + time.compositionOffset) / ticksPerMs,
      durationMs: time.duration / ticksPerMs,
    };
  }
}

function configOf(codec: 'h264' | 'h265', sets: readonly Uint8Array[]): VideoConfig | undefined {
  try {
    return codec === 'h264' ? h264Config(sets) : h265Config(sets);
  } catch (error) {
    if (error instanceof MediaError) {
      return undefined;
    }
    throw error;
  }
}
