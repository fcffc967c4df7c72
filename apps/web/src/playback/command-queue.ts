import type { PlaybackCommand } from '@casement/contract';

/** More single steps than this do not wait for a slow recorder: what is dropped is counted. */
const maxWaiting = 8;

export type CommandQueueOptions = {
  /** Sends one command and waits for the answer. */
  readonly send: (command: PlaybackCommand) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
};

/**
 * One command at a time, in order. A seek takes the place of a seek that waits, and so does any other command of what it
 * makes useless; only single steps add up.
 */
export class CommandQueue {
  readonly #options: CommandQueueOptions;
  #waiting: { readonly command: PlaybackCommand; readonly done: () => void }[] = [];
  #sending = false;
  #dropped = 0;

  constructor(options: CommandQueueOptions) {
    this.#options = options;
  }

  /** Steps that did not fit. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Nothing waits and nothing is under way. */
  get idle(): boolean {
    return !this.#sending && this.#waiting.length === 0;
  }

  /** @returns when the command was answered, failed, or was replaced by a newer one */
  push(command: PlaybackCommand): Promise<void> {
    return new Promise((done) => {
      const last = this.#waiting.at(-1);
      if (last && replaces(command, last.command)) {
        this.#waiting.pop();
        last.done();
      }
      if (this.#waiting.length >= maxWaiting) {
        this.#dropped += 1;
        done();
        return;
      }
      this.#waiting.push({ command, done });
      void this.#run();
    });
  }

  /** Forgets what waits: the playback is another one. */
  clear(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    waiting.forEach(({ done }) => done());
  }

  async #run(): Promise<void> {
    if (this.#sending) {
      return;
    }
    this.#sending = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      await this.#options.send(next.command).catch(this.#options.onFailure);
      next.done();
    }
    this.#sending = false;
  }
}

/** Fast forward and rewind count their steps, as single pictures do. */
function replaces(next: PlaybackCommand, waiting: PlaybackCommand): boolean {
  const counts = ['next', 'previous', 'forward', 'rewind'];
  if (counts.includes(next.command) || counts.includes(waiting.command)) {
    return false;
  }
  // A seek keeps "playing" or "paused", so it never replaces what decides about that.
  return (next.command === 'seek') === (waiting.command === 'seek');
}
