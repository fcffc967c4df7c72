import type { Clock } from '../net/clock.js';
import { toHundredths } from './playback-clock.js';
import type { PlaybackLease, RecorderPlayCommand } from './recorder-playback.js';

/** A command under way. */
type Running = {
  readonly command: RecorderPlayCommand;
  readonly abort: AbortController;
  /** When it is sent, as far as the queue says; monotonic. */
  startsAtMs: number;
};

/** What became of a command. `taken-back`: it was not sent. */
export type CommandOutcome =
  | { readonly kind: 'sent' }
  | { readonly kind: 'taken-back' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** The one command of a UID that waits for its turn or is being sent. */
export class CommandSlot {
  readonly #clock: Clock;
  #running: Running | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get command(): RecorderPlayCommand | undefined {
    return this.#running?.command;
  }

  /** Sends a command in its turn; never throws. */
  async send(lease: PlaybackLease, command: RecorderPlayCommand): Promise<CommandOutcome> {
    const abort = new AbortController();
    const running = { command, abort, startsAtMs: this.#clock.nowMs() };
    this.#running = running;
    try {
      await lease.control(toTheHundredth(command), {
        signal: abort.signal,
        onPlace: ({ etaMs }) => {
          running.startsAtMs = this.#clock.nowMs() + etaMs;
        },
      });
      return { kind: 'sent' };
    } catch (error) {
      return abort.signal.aborted ? { kind: 'taken-back' } : { kind: 'failed', error };
    } finally {
      if (this.#running === running) {
        this.#running = undefined;
      }
    }
  }

  /** Takes the command back while it waits for its turn; what is being sent is not disturbed. */
  takeBack(): void {
    const running = this.#running;
    if (running && this.#clock.nowMs() < running.startsAtMs) {
      running.abort.abort(new Error('no longer needed'));
    }
  }

  /** Ends it, wherever it is. */
  end(): void {
    this.#running?.abort.abort(new Error('the playback ends'));
  }
}

/** TIMEF has no more than that; a clock that runs has. */
function toTheHundredth(command: RecorderPlayCommand): RecorderPlayCommand {
  if ('atMs' in command) {
    return { ...command, atMs: toHundredths(command.atMs) };
  }
  return 'shownMs' in command ? { ...command, shownMs: toHundredths(command.shownMs) } : command;
}
