import type { AlarmDraft } from '../alarm-model.js';
import type { Clock } from '../../net/clock.js';
import { dropNotice, type DroppedSpan } from './drop-notice.js';
import type { StorageTrouble } from './storage-trouble.js';

/** Counts what had to be dropped, until everybody can be told of it. */
export class DroppedAlarms {
  readonly #clock: Clock;
  #total = 0;
  #span: DroppedSpan | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Since the start. */
  get total(): number {
    return this.#total;
  }

  /** One more; `sinceMs`: when the trouble began, if there is one that lasts. */
  add(trouble: StorageTrouble | undefined, sinceMs: number | undefined): void {
    this.#total += 1;
    const before = this.#span;
    this.#span = {
      count: (before?.count ?? 0) + 1,
      sinceMs: before?.sinceMs ?? sinceMs ?? this.#clock.wallMs(),
      trouble: trouble ?? before?.trouble,
    };
  }

  /** The alarm that tells of what was dropped since the last one; undefined: nothing was. */
  takeNotice(): AlarmDraft | undefined {
    const span = this.#span;
    this.#span = undefined;
    return span === undefined ? undefined : dropNotice(span, this.#clock.wallMs());
  }
}
