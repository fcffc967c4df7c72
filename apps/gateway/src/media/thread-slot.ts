import { backoffMs } from '../net/backoff.js';
import type { BackoffPolicy } from '../net/backoff.js';
import type { Clock, Timer } from '../net/clock.js';
import { MediaThreadClient } from './media-thread-client.js';
import type { MediaThreadSettings, PlaneStatus } from './messages.js';
import type { ThreadLauncher } from './thread-launcher.js';

/** A thread that dies again and again must not take the machine with it. */
const restartBackoff: BackoffPolicy = {
  stepsMs: [200, 1_000, 5_000, 20_000, 60_000],
  jitter: 0.2,
};

/** A thread that ran this long had no lasting trouble: the next failure is a first one. */
const soundMs = 60_000;

/** What a slot tells its supervisor. */
export type ThreadSlotEvents = {
  ready(thread: number, status: PlaneStatus): void;
  ended(thread: number, reason: string, retryMs: number): void;
  bug(thread: number, message: string, stack: string | undefined): void;
};

/** Options of {@link ThreadSlot}. */
export type ThreadSlotOptions = {
  readonly settings: MediaThreadSettings;
  readonly launch: ThreadLauncher;
  readonly clock: Clock;
  /** 0 up to 1. */
  readonly random: () => number;
  readonly events: ThreadSlotEvents;
};

/** The place of one media thread: when the thread dies, another is started in its place. */
export class ThreadSlot {
  readonly #options: ThreadSlotOptions;
  #client: MediaThreadClient | undefined;
  #restart: Timer | undefined;
  #startedMs = 0;
  #failures = 0;
  #restarts = 0;
  #isClosed = false;
  #settled: (() => void) | undefined;

  constructor(options: ThreadSlotOptions) {
    this.#options = options;
  }

  get thread(): number {
    return this.#options.settings.thread;
  }

  /** The thread, when it can be used. */
  get client(): MediaThreadClient | undefined {
    return this.#client?.status === undefined ? undefined : this.#client;
  }

  /** How often a thread was started in the place of one that died. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Starts the thread; resolves when it is ready, or has failed for the first time. */
  start(): Promise<void> {
    return new Promise((resolve) => {
      this.#settled = resolve;
      this.#launch();
    });
  }

  /** Idempotent; resolves when no thread runs here any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#restart?.cancel();
    await this.#client?.close();
  }

  #launch(): void {
    const { launch, settings, clock, events } = this.#options;
    this.#startedMs = clock.nowMs();
    this.#client = new MediaThreadClient(launch, settings, {
      ready: (status) => {
        events.ready(this.thread, status);
        this.#settled?.();
      },
      ended: (reason) => this.#ended(reason),
      bug: (message, stack) => events.bug(this.thread, message, stack),
    });
  }

  #ended(reason: string): void {
    const { clock, random, events } = this.#options;
    this.#client = undefined;
    if (!this.#isClosed) {
      this.#failures = clock.nowMs() - this.#startedMs >= soundMs ? 1 : this.#failures + 1;
      const retryMs = backoffMs(restartBackoff, this.#failures, random());
      this.#restart = clock.after(retryMs, () => {
        this.#restarts += 1;
        this.#launch();
      });
      events.ended(this.thread, reason, retryMs);
    }
    this.#settled?.();
  }
}
