import type { AlarmOutcome } from './alarm-outbox.js';

/** One message as it was sent. */
export type SentAlarm = {
  readonly atMs: number;
  /** Who sent it, such as `recorder` or `camera 3`. */
  readonly from: string;
  readonly via: string;
  readonly logNumber: number;
  readonly category: number | null;
  readonly messageId: number | null;
  readonly class: string;
  readonly camera: number | null;
  readonly text: string;
  readonly fault: string;
  /** The message before its fault, hexadecimal. */
  readonly bytes: string;
  /** What came of it so far, by destination. */
  readonly outcomes: readonly { destination: string; tries: number; error: string | null }[];
};

type Counts = { sent: number; failed: number; retried: number };

type AllCounts = Counts & { raised: number; dropped: number };

/** Messages that are shown: the latest. */
const maxEntries = 1_000;

/** Destinations that are counted by themselves. */
const maxDestinations = 100;

/** What was sent, and what came of it. */
export class AlarmJournal {
  #entries: SentAlarm[] = [];
  readonly #byDestination = new Map<string, Counts>();
  readonly #counts: AllCounts = { raised: 0, dropped: 0, sent: 0, failed: 0, retried: 0 };

  /** The latest messages, the oldest first. */
  get entries(): readonly SentAlarm[] {
    return this.#entries.slice(-maxEntries);
  }

  /** `raised` messages, `dropped` because too many waited; `sent`, `failed`, `retried` once per destination. */
  get counts(): Readonly<AllCounts> {
    return this.#counts;
  }

  /** The same by destination. */
  get byDestination(): Readonly<Record<string, Readonly<Counts>>> {
    return Object.fromEntries(this.#byDestination);
  }

  /** Notes a message. @returns to be called with what came of it */
  add(alarm: Omit<SentAlarm, 'outcomes'>): (outcome: AlarmOutcome) => void {
    const outcomes: { destination: string; tries: number; error: string | null }[] = [];
    this.#counts.raised += 1;
    this.#entries.push({ ...alarm, outcomes });
    if (this.#entries.length >= 2 * maxEntries) {
      this.#entries = this.#entries.slice(-maxEntries);
    }
    return ({ destination, tries, error }) => {
      const name = destinationName(destination);
      outcomes.push({ destination: name, tries, error });
      this.#count(this.#counts, tries, error);
      const counts = this.#countsOf(name);
      if (counts !== undefined) {
        this.#count(counts, tries, error);
      }
    };
  }

  /** Notes messages that were never sent. */
  drop(count = 1): void {
    this.#counts.dropped += count;
  }

  #count(counts: Counts, tries: number, error: string | null): void {
    counts[error === null ? 'sent' : 'failed'] += 1;
    counts.retried += Math.max(0, tries - 1);
  }

  #countsOf(name: string): Counts | undefined {
    const known = this.#byDestination.get(name);
    if (known !== undefined || this.#byDestination.size >= maxDestinations) {
      return known;
    }
    const counts = { sent: 0, failed: 0, retried: 0 };
    this.#byDestination.set(name, counts);
    return counts;
  }
}

/** A destination as people write it. */
export function destinationName({ host, port }: { host: string; port: number }): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
