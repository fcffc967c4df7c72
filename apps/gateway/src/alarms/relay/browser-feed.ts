import type { Alarm } from '@casement/contract';
import type { AlarmRing } from './alarm-ring.js';

/** Alarms on their way to one browser; what comes then waits on disk. About 256 kB. */
const maxUnsent = 256;
/** Alarms that are read from disk at once. */
const readSize = 100;
/** Changes that wait for one browser; beyond them the oldest are forgotten. */
const maxChanges = 2_000;
/** Questions that are answered when everything is sent; nobody asks twice unless something is wrong. */
const maxQuestions = 8;

/** A browser, as far as alarms are concerned. */
export type FeedOutlet = {
  readonly maySee: (alarm: Alarm) => boolean;
  readonly send: (alarm: Alarm) => void;
  readonly sendChange: (alarm: Alarm) => void;
};

/** Where alarms come from. */
export type FeedSource = {
  readonly ring: AlarmRing;
  /** Those after a number from the disk, ascending. */
  readonly read: (after: number, limit: number) => Promise<readonly Alarm[]>;
  /** The disk did not answer: calls back later. */
  readonly retry: (callback: () => void, error: unknown) => void;
};

type Question = { readonly upTo: number; readonly answer: (latest: number) => void };

/**
 * What one browser gets: every alarm after its cursor once and in ascending order, from memory or from the disk,
 * never more than it reads. The cursor is the newest number that was sent, or that it may not see.
 */
export class BrowserFeed {
  readonly #outlet: FeedOutlet;
  readonly #source: FeedSource;
  readonly #changes = new Map<number, Alarm>();
  /** Of alarms that are being read from the disk: what came from there may be older. */
  readonly #changedWhileReading = new Map<number, Alarm>();
  #questions: Question[] = [];
  #cursor: number;
  #unsent = 0;
  #isHeld = true;
  #isSending = false;
  #isReading = false;
  #isOver = false;

  /** Sends nothing before {@link release} or {@link resume}. @param cursor number of the newest alarm of now */
  constructor(outlet: FeedOutlet, source: FeedSource, cursor: number) {
    this.#outlet = outlet;
    this.#source = source;
    this.#cursor = cursor;
  }

  get cursor(): number {
    return this.#cursor;
  }

  /** Whether the browser has to read before it gets more. */
  get isFull(): boolean {
    return this.#unsent >= maxUnsent;
  }

  /** It does not ask for what it missed: what came since it connected. */
  release(): void {
    this.#isHeld = false;
    this.wake();
  }

  /**
   * Goes on after another number, even if that was sent already.
   *
   * @param upTo number of the newest alarm of now
   * @param answer called when everything up to there is sent
   */
  resume(after: number, upTo: number, answer: Question['answer']): void {
    if (this.#questions.length >= maxQuestions) {
      return;
    }
    this.#isHeld = false;
    this.#cursor = Math.min(after, upTo);
    this.#questions.push({ upTo, answer });
    this.wake();
  }

  /** Something is there that may be sent. */
  wake(): void {
    if (this.#isSending || this.#isHeld || this.#isOver) {
      return;
    }
    this.#isSending = true;
    try {
      while (this.#sendSome());
    } finally {
      this.#isSending = false;
    }
  }

  /** The browser has read everything. */
  drained(): void {
    this.#unsent = 0;
    this.wake();
  }

  /** An alarm is another now; of interest to whoever was told of it. Sent with the next {@link wake}. */
  change(alarm: Alarm): void {
    const { id } = alarm;
    if (id > this.#cursor) {
      if (this.#isReading && id <= this.#cursor + maxChanges) {
        this.#changedWhileReading.set(id, alarm);
      }
      return;
    }
    // Deleted first, so that the oldest change is the first to be forgotten.
    this.#changes.delete(id);
    this.#changes.set(id, alarm);
    if (this.#changes.size > maxChanges) {
      this.#changes.delete(this.#changes.keys().next().value ?? id);
    }
  }

  /** Nothing is sent after that. */
  close(): void {
    this.#isOver = true;
    this.#questions = [];
    this.#changes.clear();
  }

  /** @returns whether there may be more to send now */
  #sendSome(): boolean {
    this.#sendChanges();
    this.#answer();
    if (this.isFull || this.#isReading || this.#isOver) {
      return false;
    }
    const batch = this.#source.ring.after(this.#cursor, maxUnsent - this.#unsent);
    if (batch === undefined) {
      void this.#readSome();
      return false;
    }
    batch.forEach((alarm) => this.#send(alarm));
    return batch.length > 0;
  }

  #send(alarm: Alarm): void {
    this.#cursor = alarm.id;
    if (this.#outlet.maySee(alarm)) {
      this.#unsent += 1;
      this.#outlet.send(alarm);
    }
  }

  #sendChanges(): void {
    for (const [id, alarm] of this.#changes) {
      if (this.isFull) {
        return;
      }
      this.#changes.delete(id);
      // After a resume it comes again as a whole.
      if (id <= this.#cursor && this.#outlet.maySee(alarm)) {
        this.#unsent += 1;
        this.#outlet.sendChange(alarm);
      }
    }
  }

  async #readSome(): Promise<void> {
    const { ring, read, retry } = this.#source;
    const after = this.#cursor;
    const { latest } = ring;
    this.#isReading = true;
    try {
      const alarms = await read(after, readSize);
      if (this.#cursor === after && !this.#isOver) {
        alarms.forEach((alarm) => this.#send(this.#changedWhileReading.get(alarm.id) ?? alarm));
        if (alarms.length === 0) {
          // All of them were deleted.
          this.#cursor = latest;
        }
      }
      this.#isReading = false;
    } catch (error) {
      retry(() => {
        this.#isReading = false;
        this.wake();
      }, error);
    }
    this.#changedWhileReading.clear();
    this.wake();
  }

  #answer(): void {
    const due = this.#questions.filter(({ upTo }) => upTo <= this.#cursor);
    if (due.length > 0) {
      this.#questions = this.#questions.filter(({ upTo }) => upTo > this.#cursor);
      due.forEach(({ answer }) => answer(this.#cursor));
    }
  }
}
