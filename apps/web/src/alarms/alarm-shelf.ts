import type { Alarm, AlarmSeverity, AlarmSummary } from '@casement/contract';

/** How many of the newest alarms a page keeps; the gateway has the others. */
export const maxKeptAlarms = 2_000;

/** How many open ones are known besides them, for tiles. */
const maxOpen = 1_000;

const nobody: Readonly<Record<AlarmSeverity, number>> = { critical: 0, warning: 0, info: 0 };

/** The newest alarms of a page in the order of their numbers, the open ones among all, and how many those are. */
export class AlarmShelf {
  #kept: Alarm[] = [];
  readonly #open = new Map<number, Alarm>();
  #counts: Record<AlarmSeverity, number> = { ...nobody };

  /** The newest ones, ascending. A new list after every change. */
  get kept(): readonly Alarm[] {
    return [...this.#kept];
  }

  /** Those that are open, the newest thousand of them, ascending. */
  get open(): readonly Alarm[] {
    return [...this.#open.values()].sort((a, b) => a.id - b.id);
  }

  /** How many are open, by severity; of all alarms, not only of those that are kept. */
  get counts(): Readonly<Record<AlarmSeverity, number>> {
    return { ...this.#counts };
  }

  /** Number of the oldest that is kept; undefined: none is. */
  get oldest(): number | undefined {
    return this.#kept[0]?.id;
  }

  clear(): void {
    this.#kept = [];
    this.#open.clear();
    this.#counts = { ...nobody };
  }

  /** Alarms with numbers above all that are kept. */
  add(alarms: readonly Alarm[]): void {
    this.#kept.push(...alarms);
    this.#trim();
    for (const alarm of alarms) {
      if (alarm.open) {
        this.#counts[alarm.severity] += 1;
      }
      this.#note(alarm);
    }
  }

  /** What was known before the first news: counted by the gateway, not here. */
  begin(alarms: readonly Alarm[], open: readonly Alarm[]): void {
    this.clear();
    this.#kept.push(...alarms);
    this.#trim();
    [...open, ...alarms].forEach((alarm) => this.#note(alarm));
  }

  /** An alarm is another now. @returns false when nothing was known of it, so that the counts may be wrong */
  change(alarm: Alarm): boolean {
    const index = this.#indexOf(alarm.id);
    const before = index === undefined ? this.#open.get(alarm.id) : this.#kept[index];
    if (index !== undefined) {
      this.#kept[index] = alarm;
    }
    this.#note(alarm);
    if (before && before.open !== alarm.open) {
      const count = this.#counts[alarm.severity] + (alarm.open ? 1 : -1);
      this.#counts[alarm.severity] = Math.max(0, count);
    }
    return before !== undefined;
  }

  /** Takes the gateway's counts, and adds what was told behind the newest that it counted. */
  count({ latest, open }: AlarmSummary): void {
    this.#counts = { ...open };
    for (const alarm of this.#kept) {
      if (alarm.id > latest && alarm.open) {
        this.#counts[alarm.severity] += 1;
      }
    }
  }

  find(id: number): Alarm | undefined {
    const index = this.#indexOf(id);
    return index === undefined ? this.#open.get(id) : this.#kept[index];
  }

  #note(alarm: Alarm): void {
    if (!alarm.open) {
      this.#open.delete(alarm.id);
      return;
    }
    this.#open.set(alarm.id, alarm);
    if (this.#open.size > maxOpen) {
      const oldest = this.#open.keys().next().value;
      this.#open.delete(oldest ?? alarm.id);
    }
  }

  #trim(): void {
    if (this.#kept.length > maxKeptAlarms) {
      this.#kept.splice(0, this.#kept.length - maxKeptAlarms);
    }
  }

  #indexOf(id: number): number | undefined {
    let low = 0;
    let high = this.#kept.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.#kept[middle]?.id ?? Number.POSITIVE_INFINITY;
      if (found === id) {
        return middle;
      }
      if (found < id) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return undefined;
  }
}
