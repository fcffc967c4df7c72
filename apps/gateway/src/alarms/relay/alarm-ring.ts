import type { Alarm } from '@casement/contract';

/** The newest alarms without a gap in their numbers, so that live browsers cost the database nothing. */
export class AlarmRing {
  readonly #capacity: number;
  #alarms: Alarm[] = [];
  #latest = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Number of the newest that was put in, or was stored before. */
  get latest(): number {
    return this.#latest;
  }

  /** Says which alarm is the newest that is stored already; of no interest when newer ones were put in. */
  begin(latest: number): void {
    if (this.#alarms.length === 0) {
      this.#latest = Math.max(this.#latest, latest);
    }
  }

  /** Takes alarms in ascending order; what was there before is left out. */
  push(alarms: readonly Alarm[]): void {
    for (const alarm of alarms) {
      if (alarm.id <= this.#latest) {
        continue;
      }
      if (alarm.id !== this.#latest + 1) {
        // Numbers that somebody else gave: what is older has to be read.
        this.#alarms = [];
      }
      this.#alarms.push(alarm);
      this.#latest = alarm.id;
    }
    // In large steps, so that not every alarm moves all others.
    if (this.#alarms.length > 2 * this.#capacity) {
      this.#alarms = this.#alarms.slice(-this.#capacity);
    }
  }

  /** An alarm is another now. */
  replace(alarm: Alarm): void {
    const at = this.#indexOf(alarm.id);
    if (at >= 0 && at < this.#alarms.length) {
      this.#alarms[at] = alarm;
    }
  }

  /**
   * The next ones after a number, ascending; none when there is nothing newer. `undefined`: they are older than what
   * is kept here.
   */
  after(id: number, limit: number): readonly Alarm[] | undefined {
    if (id >= this.#latest) {
      return [];
    }
    const from = this.#indexOf(id + 1);
    return from < 0 ? undefined : this.#alarms.slice(from, from + limit);
  }

  /** Negative: older than what is kept. */
  #indexOf(id: number): number {
    return this.#alarms.length - 1 - (this.#latest - id);
  }
}
