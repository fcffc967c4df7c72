import type { Clock, Timer } from '../net/clock.js';

/** Where a waiting command stands. */
export type QueuePlace = {
  /** Commands that go before it. */
  readonly ahead: number;
  /** About how long until it is sent, in milliseconds. */
  readonly etaMs: number;
};

/**
 * - `now`: before everything else, such as the stop of a camera that moves.
 * - `soon`: in the order of arrival. Somebody waits for it.
 * - `later`: when nothing else waits, such as ending a stream that nobody looks at any more.
 */
export type Urgency = 'now' | 'soon' | 'later';

const ranks: Readonly<Record<Urgency, number>> = { now: 0, soon: 1, later: 2 };

/** Options of one command. */
export type QueueOptions = {
  /** Default `soon`. */
  readonly urgency?: Urgency | undefined;
  /** Takes the command out while it waits. A command under way has to heed it itself. */
  readonly signal?: AbortSignal | undefined;
  /** Told the place when the command has to wait, and whenever it moves up. */
  readonly onPlace?: ((place: QueuePlace) => void) | undefined;
};

/** The queue was closed before the command was sent. */
export class QueueClosedError extends Error {
  override readonly name = 'QueueClosedError';
}

type Waiting = {
  readonly urgency: Urgency;
  readonly onPlace: QueueOptions['onPlace'];
  readonly start: () => Promise<void>;
  readonly reject: (reason: Error) => void;
};

/** Long before this many wait, the recorder is of no use any more: 64 cameras, started and stopped. */
const maxWaiting = 256;

/**
 * Sends the control commands of one recorder one after the other and with a pause after each: recorders ask
 * for 3 s, because quick commands impair their recording (NVR 1.3, decision B63). The pause counts from the
 * answer, so that the network cannot shorten it.
 */
export class CommandQueue {
  readonly #clock: Clock;
  readonly #waiting: Waiting[] = [];
  #spacingMs: number;
  #running = false;
  #freeAtMs = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;
  #isClosed = false;
  #sent = 0;

  constructor({ clock, spacingMs }: { readonly clock: Clock; readonly spacingMs: number }) {
    this.#clock = clock;
    this.#spacingMs = spacingMs;
  }

  /** Commands that wait. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Commands sent since the start. */
  get sent(): number {
    return this.#sent;
  }

  /**
   * Runs `send` when its turn has come.
   *
   * @throws what `send` throws; the signal's reason; {@link QueueClosedError}
   */
  async run<T>(send: () => Promise<T>, options: QueueOptions = {}): Promise<T> {
    const { signal, urgency = 'soon', onPlace } = options;
    signal?.throwIfAborted();
    if (this.#isClosed || this.#waiting.length >= maxWaiting) {
      throw new QueueClosedError(
        this.#isClosed ? 'the recorder is being closed' : `${maxWaiting} commands wait already`,
      );
    }
    return new Promise<T>((resolve, reject) => {
      const waiting: Waiting = {
        urgency,
        onPlace,
        reject,
        start: async () => {
          signal?.removeEventListener('abort', leave);
          // In a function of its own, so that a `send` that throws at once is caught as well.
          await (async () => send())().then(resolve, reject);
        },
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
        // Nobody else may be waiting for the end of the pause.
        this.#next();
        this.#tellPlaces();
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#insert(waiting);
      this.#next();
      this.#tellPlaces();
    });
  }

  /** Shortens the pause, for the last commands before the gateway ends. */
  hurry(spacingMs: number): void {
    this.#spacingMs = Math.min(this.#spacingMs, spacingMs);
    this.#freeAtMs = Math.min(this.#freeAtMs, this.#clock.nowMs() + spacingMs);
    this.#timer?.cancel();
    this.#next();
  }

  /** Refuses what waits and whatever comes. Idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
    for (const { reject } of this.#waiting.splice(0)) {
      reject(new QueueClosedError('the recorder is being closed'));
    }
  }

  #insert(waiting: Waiting): void {
    const rank = ranks[waiting.urgency];
    const firstBehind = this.#waiting.findIndex(({ urgency }) => ranks[urgency] > rank);
    if (firstBehind < 0) {
      this.#waiting.push(waiting);
    } else {
      this.#waiting.splice(firstBehind, 0, waiting);
    }
  }

  #next(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#running || this.#waiting.length === 0) {
      return;
    }
    const pauseMs = this.#freeAtMs - this.#clock.nowMs();
    if (pauseMs > 0) {
      this.#timer = this.#clock.after(pauseMs, () => this.#next());
      return;
    }
    void this.#send(this.#waiting.shift());
  }

  async #send(next: Waiting | undefined): Promise<void> {
    this.#running = true;
    this.#sent += 1;
    this.#tellPlaces();
    await next?.start();
    this.#running = false;
    this.#freeAtMs = this.#clock.nowMs() + this.#spacingMs;
    this.#next();
    this.#tellPlaces();
  }

  #tellPlaces(): void {
    const pauseMs = this.#running
      ? this.#spacingMs
      : Math.max(0, this.#freeAtMs - this.#clock.nowMs());
    const running = this.#running ? 1 : 0;
    for (const [index, { onPlace }] of this.#waiting.entries()) {
      onPlace?.({ ahead: index + running, etaMs: pauseMs + index * this.#spacingMs });
    }
  }
}
