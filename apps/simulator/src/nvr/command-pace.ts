import type { NvrPacing } from '@casement/protocol';

/** The distances that a recorder wants (B63). */
export type CommandPaceOptions = { readonly controlMs: number; readonly stepMs: number };

/** Counts commands that come sooner after one of their kind than the recorder documents. It refuses nothing. */
export class CommandPace {
  readonly #options: CommandPaceOptions;
  #lastControlMs = -Infinity;
  #lastStepMs = -Infinity;
  #controlTooSoon = 0;
  #stepsTooSoon = 0;

  constructor(options: CommandPaceOptions) {
    this.#options = options;
  }

  get counts(): { readonly controlTooSoon: number; readonly stepsTooSoon: number } {
    return { controlTooSoon: this.#controlTooSoon, stepsTooSoon: this.#stepsTooSoon };
  }

  note(pacing: NvrPacing, nowMs: number): void {
    switch (pacing) {
      case 'control':
        this.#controlTooSoon += nowMs - this.#lastControlMs < this.#options.controlMs ? 1 : 0;
        this.#lastControlMs = nowMs;
        return;
      case 'ptz':
        this.#stepsTooSoon += nowMs - this.#lastStepMs < this.#options.stepMs ? 1 : 0;
        this.#lastStepMs = nowMs;
        return;
      case 'none':
        return;
    }
  }
}
