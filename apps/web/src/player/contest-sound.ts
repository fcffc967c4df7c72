import { carriesSound } from './choose-delivery.js';
import { type ContestOptions, contestTimes } from './contest-options.js';
import type { ContestRunner } from './contest-runner.js';
import type { ContestTimers } from './contest-timers.js';

/** Options of {@link ContestSound}. */
export type ContestSoundOptions = Pick<ContestOptions, 'listening' | 'volume'> & {
  readonly timers: ContestTimers;
  /** The way that shows the picture. */
  readonly current: () => ContestRunner | undefined;
  /** Opens it anew, with sound or without. */
  readonly reopen: (current: ContestRunner) => void;
};

/** Whether somebody wants to hear the camera, and the way in use brought in line with it. */
export class ContestSound {
  readonly #options: ContestSoundOptions;
  #listening: boolean;
  #volume: number | null;

  constructor(options: ContestSoundOptions) {
    this.#options = options;
    this.#listening = options.listening;
    this.#volume = options.volume;
  }

  get listening(): boolean {
    return this.#listening;
  }

  /** How loud the tile is, 0 to 1; null: silent. */
  get volume(): number | null {
    return this.#volume;
  }

  /** A way without sound goes on until its successor with sound shows a picture. */
  listen(listening: boolean, volume: number | null): void {
    const { timers, current } = this.#options;
    this.#listening = listening;
    this.#volume = volume;
    current()?.player?.hear(volume);
    if (current()?.listening === true && !listening) {
      timers.after(contestTimes.mute, () => this.follow());
    } else {
      this.follow();
    }
  }

  /** Opens the way in use anew when it has sound that nobody hears, or none that somebody wants to hear. */
  follow(): void {
    const current = this.#options.current();
    if (current && current.listening !== this.#listening && carriesSound(current.choice.way)) {
      this.#options.reopen(current);
    }
  }
}
