import type { MediaUnit } from '../gop/media-unit.js';
import type { SoundFormat } from './audio-config.js';
import type { Fmp4Fragment, Fmp4Piece } from './fmp4-piece.js';
import { initSegment } from './init-segment.js';
import { PictureTrack } from './picture-track.js';
import { SoundTrack } from './sound-track.js';
import type { AudioConfig } from './track-config.js';

/** What is to be muxed. */
export type Fmp4MuxerOptions = {
  readonly video: boolean;
  /**
   * `true`: when sound comes. A format: sound of this kind is about to come, so that the first initialisation
   * segment has it already (what the camera's sound was last).
   */
  readonly audio: boolean | SoundFormat;
};

/** What a muxer did since it was made. */
export type Fmp4MuxerStatistics = {
  readonly inits: number;
  readonly fragments: number;
  /** Pictures that were not asked for, of another codec, or that nothing could be done with yet. */
  readonly droppedPictures: number;
  /** The same of sound: in front of the first picture, of a kind that is not in the initialisation segment. */
  readonly droppedSound: number;
};

/** Sound that is so far behind the pictures does not come any more: players would wait for it. */
const maxSilenceMs = 1_500;

/**
 * Makes fragmented MP4 (ISO/IEC 14496-12, -14, -15) of whole units, one fragment per picture or frame of sound, at
 * once: H.264 as `avc1`, H.265 as `hvc1`, both with their parameter sets in the initialisation segment only, AAC as
 * `mp4a`, Opus. Once per camera; all viewers get the same bytes.
 *
 * Pictures begin with a random access unit; sound in front of it is dropped. There is a new initialisation segment
 * whenever the parameter sets or the tracks change, always in front of a random access unit: with other parameter
 * sets at once, with sound that begins, changes or does not come any more at the next one. Streams that reorder get
 * composition offsets, since the times of the pictures are those of their presentation.
 */
export class Fmp4Muxer {
  readonly #pictures: PictureTrack | undefined;
  readonly #sound: SoundTrack | undefined;
  /** The sound of the current initialisation segment. */
  #initSound: AudioConfig | undefined;
  #isStarted = false;
  #startedMs = 0;
  #inits = 0;
  #sequence = 0;
  #droppedPictures = 0;
  #droppedSound = 0;

  constructor({ video, audio }: Fmp4MuxerOptions) {
    this.#pictures = video ? new PictureTrack() : undefined;
    this.#sound = audio === false ? undefined : new SoundTrack(audio === true ? undefined : audio);
  }

  get statistics(): Fmp4MuxerStatistics {
    return {
      inits: this.#inits,
      fragments: this.#sequence,
      droppedPictures: this.#droppedPictures,
      droppedSound: this.#droppedSound,
    };
  }

  /**
   * Takes a unit, pictures and sound in the order in which they come.
   *
   * @param timeMs when it is presented, on a timeline that both share (see `CommonClock`); not below 0
   */
  push(unit: MediaUnit, timeMs: number): readonly Fmp4Piece[] {
    return unit.channels === 0 ? this.#picture(unit, timeMs) : this.#frame(unit, timeMs);
  }

  #picture(unit: MediaUnit, timeMs: number): readonly Fmp4Piece[] {
    const init = unit.randomAccess ? this.#begin(unit, timeMs) : [];
    const fragment = this.#isStarted
      ? this.#pictures?.fragment(unit, timeMs, this.#sequence + 1)
      : undefined;
    if (fragment === undefined) {
      this.#droppedPictures += 1;
      return init;
    }
    return [...init, this.#count(fragment)];
  }

  /** Looks whether pictures can begin at a unit, and whether that needs a new initialisation segment. */
  #begin(unit: MediaUnit, timeMs: number): readonly Fmp4Piece[] {
    const prepared = this.#pictures?.prepare(unit) ?? 'unusable';
    if (prepared === 'unusable') {
      // What follows cannot be decoded with what was said so far.
      this.#isStarted = false;
      return [];
    }
    const sound = this.#soundNow(timeMs);
    if (this.#isStarted && prepared === 'same' && sound === this.#initSound) {
      return [];
    }
    this.#startedMs = this.#isStarted ? this.#startedMs : timeMs;
    return this.#init(sound);
  }

  /** The sound that an initialisation segment made now would have. */
  #soundNow(timeMs: number): AudioConfig | undefined {
    const lastMs = this.#sound?.lastMs ?? (this.#isStarted ? this.#startedMs : timeMs);
    return timeMs - lastMs > maxSilenceMs ? undefined : this.#sound?.config;
  }

  #frame(unit: MediaUnit, timeMs: number): readonly Fmp4Piece[] {
    const sound = this.#sound;
    if (!sound?.note(unit, timeMs)) {
      this.#droppedSound += 1;
      return [];
    }
    const begins = this.#pictures === undefined && sound.config !== this.#initSound;
    const init = begins ? this.#init(sound.config) : [];
    const fragment =
      this.#isStarted && sound.config === this.#initSound
        ? sound.fragment(unit, timeMs, this.#sequence + 1)
        : undefined;
    if (fragment === undefined) {
      this.#droppedSound += 1;
      return init;
    }
    return [...init, this.#count(fragment)];
  }

  #init(sound: AudioConfig | undefined): readonly Fmp4Piece[] {
    this.#initSound = sound;
    this.#isStarted = true;
    this.#inits += 1;
    return [initSegment(this.#pictures?.config, sound)];
  }

  #count(fragment: Fmp4Fragment): Fmp4Fragment {
    this.#sequence += 1;
    return fragment;
  }
}
