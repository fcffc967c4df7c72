import type { Playback, PlaybackCamera } from '@casement/contract';
import type { ClockState, KeptGop, KeptSound, PlaybackOutput } from './playback-output.js';

/** Measures how long it takes from a command to the first picture of where it led, by what viewers are given. */
export class SeekWatch {
  readonly #nowMs: () => number;
  readonly #sought: (seconds: number) => void;
  /** Of a new playback, the first picture counts as well. */
  #beganMs: number | undefined;
  #generation = Number.NEGATIVE_INFINITY;
  #behind = Number.NEGATIVE_INFINITY;

  constructor(nowMs: () => number, sought: (seconds: number) => void) {
    this.#nowMs = nowMs;
    this.#sought = sought;
    this.#beganMs = nowMs();
  }

  /** A command is about to be carried out; what comes of generations up to now is not its picture. */
  begin(): void {
    this.#beganMs = this.#nowMs();
    this.#behind = this.#generation;
  }

  /** The output, watched. */
  watch(output: PlaybackOutput): PlaybackOutput {
    return {
      get wantsSound(): boolean {
        return output.wantsSound;
      },
      get isBehind(): boolean {
        return output.isBehind;
      },
      clock: (state: ClockState, playback: Playback, camera: PlaybackCamera) => {
        this.#generation = Math.max(this.#generation, state.generation);
        output.clock(state, playback, camera);
      },
      gop: (gop: KeptGop, generation: number) => {
        this.#gop(generation);
        output.gop(gop, generation);
      },
      sound: (sound: KeptSound, generation: number) => output.sound(sound, generation),
      closed: (reason: string) => output.closed(reason),
    };
  }

  #gop(generation: number): void {
    if (this.#beganMs !== undefined && generation > this.#behind) {
      this.#sought(Math.max(0, this.#nowMs() - this.#beganMs) / 1000);
      this.#beganMs = undefined;
    }
  }
}
