import type { SoundState } from './player.js';
import {
  type DecodedSound,
  type FrameSound,
  openSoundDecoder,
  type SoundDecoder,
} from './sound-decoder.js';
import { pageSoundContext, SoundMeter } from './sound-meter.js';
import { createPiece, heardMs, openGain } from './sound-output.js';
import { SoundSchedule } from './sound-schedule.js';

/** Plays the sound of a stream of frames in step with its pictures. Silent until somebody listens. */
export class FramesSound {
  readonly #onState: (state: SoundState) => void;
  readonly #schedule = new SoundSchedule();
  readonly #meter: SoundMeter;
  #decoder: SoundDecoder | undefined;
  #gain: GainNode | undefined;
  #volume: number | null = null;
  #sounds = false;
  #exists = true;

  constructor(onState: (state: SoundState) => void) {
    this.#onState = onState;
    this.#meter = new SoundMeter(pageSoundContext, () => this.#gain);
  }

  /** What comes from now on; null: no sound. */
  start(sound: FrameSound | null): void {
    this.#decoder?.close();
    this.#decoder = undefined;
    this.#schedule.reset();
    this.#sounds = false;
    this.#exists = sound !== null;
    if (sound) {
      try {
        this.#decoder = openSoundDecoder(
          sound,
          (decoded) => this.#play(decoded),
          () => this.start(null),
        );
      } catch {
        // The gateway sent what this browser said it could decode, and it cannot.
        this.#exists = false;
      }
    }
    this.#tell();
  }

  push(timeMs: number, data: Uint8Array<ArrayBuffer>): void {
    if (this.#volume !== null) {
      this.#decoder?.push(timeMs, data);
    }
  }

  /** For how long pictures should be held back, in milliseconds. */
  get holdMs(): number {
    return this.#volume !== null && this.#sounds ? this.#schedule.holdMs : 0;
  }

  /** A picture was shown. @param heldMs how much of its way it was held back */
  picture(timeMs: number, heldMs: number): void {
    const context = this.#volume === null ? undefined : pageSoundContext();
    if (context?.state === 'running') {
      this.#schedule.picture(timeMs, heardMs(context, performance.now()), heldMs);
    }
  }

  /** See `Player.hear`. */
  hear(volume: number | null): void {
    this.#volume = volume;
    const context = pageSoundContext();
    if (this.#gain && context) {
      this.#gain.gain.setTargetAtTime(volume ?? 0, context.currentTime, 0.01);
    }
    if (volume !== null) {
      this.#meter.resume();
    }
    this.#tell();
  }

  level(): number | null {
    return this.#volume === null ? null : this.#meter.level();
  }

  close(): void {
    this.#decoder?.close();
    this.#decoder = undefined;
    this.#meter.close();
    this.#gain?.disconnect();
    this.#gain = undefined;
  }

  #play(sound: DecodedSound): void {
    const { timeMs, sampleRate, channels } = sound;
    const context = pageSoundContext();
    const length = channels[0]?.length ?? 0;
    if (this.#volume === null || !context || length === 0) {
      return;
    }
    if (context.state !== 'running') {
      this.#onState('blocked');
      return;
    }
    const startMs = this.#schedule.next({
      timeMs,
      durationMs: (length / sampleRate) * 1000,
      nowMs: context.currentTime * 1000,
    });
    if (startMs === undefined) {
      return;
    }
    const source = createPiece(context, sound, this.#output(context, this.#volume));
    source.start(startMs / 1000);
    if (!this.#sounds) {
      this.#sounds = true;
      this.#tell();
    }
  }

  #output(context: AudioContext, volume: number): GainNode {
    this.#gain ??= openGain(context, volume);
    return this.#gain;
  }

  #tell(): void {
    this.#onState(
      this.#volume === null ? 'off' : !this.#exists ? 'none' : this.#sounds ? 'on' : 'waiting',
    );
  }
}
