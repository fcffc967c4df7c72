import type { AlarmDestination } from '@casement/contract';
import type { Clock } from '../../net/clock.js';

/** What is known of a destination beforehand; `address` without secrets. */
export type DestinationLabel = Pick<AlarmDestination, 'kind' | 'address'>;

/** Where changes between well and not well are told; never a word per alarm. */
export type DeliveryLog = { log(words: string): void; warn(words: string): void };

/** Why alarms are not passed on by the rules, each counted. */
export type SkipReason =
  | 'severity'
  /** The gateway's own alarms are no notifications of a device. */
  | 'own'
  | 'unreadable'
  | 'loop'
  | 'too-many-senders'
  | 'too-large';

/** What became of the alarms for one destination, and how it is now. */
export class DeliveryAccount {
  readonly label: DestinationLabel;
  readonly #clock: Clock;
  readonly #log: DeliveryLog;
  readonly #skipped = new Map<SkipReason, number>();
  #isBusy = false;
  #trouble: { readonly state: 'retrying' | 'failing'; readonly reason: string } | undefined;
  #sent = 0;
  #failed = 0;
  #lastSentMs: number | undefined;
  /** The trouble that was logged and has not ended. */
  #isTroubleLogged = false;

  constructor(label: DestinationLabel, { clock, log }: { clock: Clock; log: DeliveryLog }) {
    this.label = label;
    this.#clock = clock;
    this.#log = log;
  }

  /** Something is on its way. */
  sending(): void {
    this.#isBusy = true;
  }

  /** Nothing is on its way. */
  resting(): void {
    this.#isBusy = false;
  }

  /** One alarm arrived there. */
  sent(): void {
    this.#sent += 1;
    this.#lastSentMs = this.#clock.wallMs();
    this.well();
  }

  /** Whatever was wrong is not wrong any more. */
  well(): void {
    this.#trouble = undefined;
    if (this.#isTroubleLogged) {
      this.#isTroubleLogged = false;
      this.#log.log(`${this.#name} takes alarms again`);
    }
  }

  /** One alarm is not passed on, as the rules say. */
  skipped(reason: SkipReason): void {
    this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + 1);
  }

  /** An attempt failed and another one follows. */
  retrying(reason: string): void {
    this.#inTrouble('retrying', reason);
  }

  /** Attempts go on failing. */
  failing(reason: string): void {
    this.#inTrouble('failing', reason);
  }

  /** One alarm will never arrive there. */
  failed(reason: string): void {
    this.#failed += 1;
    this.#inTrouble('failing', reason);
  }

  /** How often each rule kept an alarm back. */
  get skips(): ReadonlyMap<SkipReason, number> {
    return this.#skipped;
  }

  /** For the status page. */
  report({ waiting, dropped }: Pick<AlarmDestination, 'waiting' | 'dropped'>): AlarmDestination {
    return {
      ...this.label,
      state: this.#trouble?.state ?? (this.#isBusy ? 'sending' : 'idle'),
      reason: this.#trouble?.reason ?? null,
      sent: this.#sent,
      failed: this.#failed,
      skipped: [...this.#skipped.values()].reduce((sum, count) => sum + count, 0),
      waiting,
      dropped,
      lastSentAt: this.#lastSentMs === undefined ? null : new Date(this.#lastSentMs).toISOString(),
    };
  }

  #inTrouble(state: 'retrying' | 'failing', reason: string): void {
    // A destination that failed stays failing while it is tried again.
    this.#trouble = { state: this.#trouble?.state === 'failing' ? 'failing' : state, reason };
    if (!this.#isTroubleLogged) {
      this.#isTroubleLogged = true;
      this.#log.warn(`${this.#name}: ${reason}`);
    }
  }

  get #name(): string {
    return `${this.label.kind} ${this.label.address}`;
  }
}
