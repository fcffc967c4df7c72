/** The pause between two steps of a held button, in milliseconds: the gateway lets a camera have five commands a second. */
export const stepPauseMs = 250;

export type StepRepeaterOptions<Command> = {
  /** Does one step. Rejects when it was refused. */
  readonly step: (command: Command) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
  readonly setTimeout: (callback: () => void, delayMs: number) => number;
  readonly clearTimeout: (timer: number) => void;
};

/** One step at once, and one after the other while a button is held: never two under way, none after the first refusal. */
export class StepRepeater<Command> {
  readonly #options: StepRepeaterOptions<Command>;
  #held: { readonly command: Command } | undefined;
  #timer: number | undefined;

  constructor(options: StepRepeaterOptions<Command>) {
    this.#options = options;
  }

  press(command: Command): void {
    this.release();
    const held = { command };
    this.#held = held;
    void this.#run(held);
  }

  release(): void {
    this.#held = undefined;
    if (this.#timer !== undefined) {
      this.#options.clearTimeout(this.#timer);
      this.#timer = undefined;
    }
  }

  async #run(held: { readonly command: Command }): Promise<void> {
    try {
      await this.#options.step(held.command);
    } catch (error) {
      if (this.#held === held) {
        this.release();
      }
      this.#options.onFailure(error);
      return;
    }
    if (this.#held === held) {
      this.#timer = this.#options.setTimeout(() => {
        this.#timer = undefined;
        void this.#run(held);
      }, stepPauseMs);
    }
  }
}
