import type { StoredAlarm } from '../alarm-model.js';

/** What a courier gets beside the alarms. */
export type DeliveryRun = {
  /** Said of every alarm once, in order: it was sent, skipped or given up. */
  readonly passed: (id: number) => void;
  /** The gateway ends; what was not passed comes again after its next start. */
  readonly signal: AbortSignal;
};

/** Brings alarms to one destination, in its way and with its patience, and keeps its account. */
export type Courier = {
  /** Begins what it keeps up without alarms too. */
  start?(): void;
  /**
   * Resolves when every alarm was passed.
   *
   * @param batch ascending
   * @throws the reason of the signal, when it is aborted
   */
  deliver(batch: readonly StoredAlarm[], run: DeliveryRun): Promise<void>;
  /** Ends what it keeps open. Idempotent. */
  close(): Promise<void>;
};
