import type { Alarm, AlarmSummary } from '@casement/contract';
import { startsOpen } from './alarm-row.js';

type Open = AlarmSummary['open'];
type Severe = Pick<Alarm, 'severity'>;

/**
 * How many alarms are open, by severity: counted in the database before the first one comes, because that takes 200 ms
 * where nobody ever acknowledged a million of them, and kept up to date from what changes.
 */
export class OpenAlarms {
  readonly #read: () => Promise<Open>;
  #open: Open | undefined;

  constructor(read: () => Promise<Open>) {
    this.#read = read;
  }

  /** @throws what the database throws */
  async count(): Promise<Open> {
    this.#open ??= await this.#read();
    return this.#open;
  }

  /** New alarms, ascending, and older ones that came again or were closed by one of them. */
  written(stored: readonly Alarm[], changed: readonly Alarm[]): void {
    const first = stored[0]?.id ?? Number.POSITIVE_INFINITY;
    const closed = changed.filter(
      ({ closedBy, acknowledged }) =>
        closedBy !== null && closedBy >= first && acknowledged === null,
    );
    this.#change(
      stored.filter(({ open }) => open),
      closed,
    );
  }

  /** Alarms that nobody had acknowledged before. */
  acknowledged(changed: readonly Alarm[]): void {
    this.#change(
      [],
      changed.filter((alarm) => startsOpen(alarm) && alarm.closedBy === null),
    );
  }

  /** Alarms that are kept no longer. */
  deleted(gone: readonly Pick<Alarm, 'open' | 'severity'>[]): void {
    this.#change(
      [],
      gone.filter(({ open }) => open),
    );
  }

  /** Nobody knows what has changed: it is counted again when somebody asks. */
  recount(): void {
    this.#open = undefined;
  }

  #change(opened: readonly Severe[], closed: readonly Severe[]): void {
    if (this.#open === undefined) {
      return;
    }
    const open = { ...this.#open };
    for (const { severity } of opened) {
      open[severity] += 1;
    }
    for (const { severity } of closed) {
      open[severity] -= 1;
    }
    this.#open = open;
  }
}
