import { setTimeout as wait } from 'node:timers/promises';
import type { AlarmDestination } from './alarm-request.js';
import type { AlarmTransmission } from './alarm-transmission.js';

/** A message on its way to everybody who is to get it. */
export type AlarmJob = {
  readonly transmission: AlarmTransmission;
  readonly destinations: readonly AlarmDestination[];
  /** The address to send it from. */
  readonly from: string | undefined;
  /** Called for each destination, when it has got the message or never will. */
  readonly onOutcome: (outcome: AlarmOutcome) => void;
};

/** What came of a message at one destination. */
export type AlarmOutcome = {
  readonly destination: AlarmDestination;
  /** How often it was tried. */
  readonly tries: number;
  /** Why it failed; `null`: the destination took it. */
  readonly error: string | null;
};

/** What an outbox needs. */
export type AlarmOutboxOptions = {
  /** One try. */
  readonly deliver: (
    destination: AlarmDestination,
    transmission: AlarmTransmission,
    from: string | undefined,
  ) => Promise<void>;
  /** How often, and after how many milliseconds, a destination is tried again (A2). */
  readonly policy: () => { readonly retries: number; readonly retryMs: number };
};

/** Messages of a device that may wait: 20 s of a storm of 1,000 a second. */
const maxWaiting = 20_000;

/**
 * The messages that one device has to send: one at a time, to its destinations in order, each until it took the message
 * or was tried often enough (A1, A2, AL32). So a destination that does not answer keeps all later ones waiting.
 */
export class AlarmOutbox {
  readonly #options: AlarmOutboxOptions;
  #waiting: AlarmJob[] = [];
  #next = 0;
  #abort = new AbortController();
  #running = false;

  constructor(options: AlarmOutboxOptions) {
    this.#options = options;
  }

  /** Messages that nobody has got yet, the one under way included. */
  get waiting(): number {
    return this.#waiting.length - this.#next + (this.#running ? 1 : 0);
  }

  /** Takes a message; `false` when too many wait: then it is gone. */
  put(job: AlarmJob): boolean {
    if (this.waiting >= maxWaiting) {
      return false;
    }
    this.#waiting.push(job);
    if (!this.#running) {
      this.#running = true;
      void this.#run();
    }
    return true;
  }

  /** Forgets what waits, as a device does that loses its power. @returns how many */
  forget(): number {
    const forgotten = this.waiting;
    this.#waiting = [];
    this.#next = 0;
    this.#abort.abort();
    this.#abort = new AbortController();
    return forgotten;
  }

  async #run(): Promise<void> {
    for (let job = this.#take(); job !== undefined; job = this.#take()) {
      const { signal } = this.#abort;
      for (const destination of job.destinations) {
        const outcome = await this.#serve(job, destination, signal);
        job.onOutcome(outcome);
      }
    }
    this.#running = false;
  }

  /** Taking from the front of a long array would move all of it. */
  #take(): AlarmJob | undefined {
    const job = this.#waiting[this.#next];
    this.#next += 1;
    if (job === undefined || this.#next >= 1_024) {
      this.#waiting = this.#waiting.slice(this.#next);
      this.#next = 0;
    }
    return job;
  }

  async #serve(
    { transmission, from }: AlarmJob,
    destination: AlarmDestination,
    signal: AbortSignal,
  ): Promise<AlarmOutcome> {
    for (let tries = 1; ; tries += 1) {
      if (signal.aborted) {
        return { destination, tries: tries - 1, error: 'the device forgot it' };
      }
      try {
        await this.#options.deliver(destination, transmission, from);
        return { destination, tries, error: null };
      } catch (error) {
        const { retries, retryMs } = this.#options.policy();
        if (tries > retries) {
          return { destination, tries, error: reasonOf(error) };
        }
        await wait(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
