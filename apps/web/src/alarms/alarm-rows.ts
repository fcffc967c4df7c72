import type { Alarm } from '@casement/contract';
import { isListed, type ListFilter } from './list-filter.js';

/** More rows than this nobody reads: the filter finds the others. */
export const maxRows = 4_000;

/**
 * The rows of the list: all alarms that a filter lets through from some number on, the newest first. New ones join at the
 * top, older ones are fetched at the bottom.
 */
export class AlarmRows {
  readonly #filter: ListFilter;
  /** Newest first. */
  #rows: readonly Alarm[] = [];
  /** All that are listed with this number or a higher one are rows. */
  #from: number;
  #whole: boolean;

  /** @param kept the newest alarms of all, ascending, as the page has them */
  constructor(filter: ListFilter, kept: readonly Alarm[]) {
    this.#filter = filter;
    this.#rows = kept.filter((alarm) => isListed(filter, alarm)).reverse();
    this.#from = kept[0]?.id ?? 1;
    this.#whole = kept.length === 0 || this.#from === 1;
    this.#trim();
  }

  get rows(): readonly Alarm[] {
    return this.#rows;
  }

  /** There are no older ones. */
  get isWhole(): boolean {
    return this.#whole;
  }

  /** No more rows are fetched. */
  get isFull(): boolean {
    return this.#rows.length >= maxRows;
  }

  /** Older ones are those before this number. */
  get before(): number {
    return this.#from;
  }

  /** Alarms that just came, ascending. */
  add(alarms: readonly Alarm[]): void {
    const listed = alarms.filter((alarm) => isListed(this.#filter, alarm)).reverse();
    if (listed.length > 0) {
      this.#rows = [...listed, ...this.#rows];
      this.#trim();
    }
  }

  /** Alarms are others now: their rows change, go or come. */
  change(alarms: readonly Alarm[]): void {
    const changed = new Map(alarms.map((alarm) => [alarm.id, alarm]));
    const rows = this.#rows.filter(({ id }) => !changed.has(id));
    const listed = [...changed.values()].filter(
      (alarm) => alarm.id >= this.#from && isListed(this.#filter, alarm),
    );
    this.#rows =
      listed.length === 0 ? rows : [...rows, ...listed].sort((one, other) => other.id - one.id);
  }

  /**
   * The gateway's answer about alarms before `before`, oldest first.
   *
   * @param limit how many were asked for
   */
  older(page: readonly Alarm[], limit: number): void {
    const next = page.filter(({ id }) => id < this.#from).reverse();
    this.#rows = [...this.#rows, ...next];
    this.#whole = page.length < limit;
    this.#from = this.#whole ? 1 : (next.at(-1)?.id ?? this.#from);
    this.#trim();
  }

  #trim(): void {
    if (this.#rows.length > maxRows) {
      this.#rows = this.#rows.slice(0, maxRows);
      this.#from = this.#rows.at(-1)?.id ?? this.#from;
      this.#whole = false;
    }
  }
}
