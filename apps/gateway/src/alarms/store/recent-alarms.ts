import type { AlarmDraft } from '../alarm-model.js';

/** Senders try again every 2 s, 30 times at most (A2): within this time it is the same alarm. */
export const RETRY_WINDOW_MS = 60_000;
/** A minute of 1,000 alarms a second, the greatest storm that is planned for. */
export const MAX_RECENT = 60_000;

/** An alarm that may come again. */
export type RecentAlarm = {
  readonly id: number;
  readonly receivedMs: number;
  readonly repeats: number;
};

/** What makes two notifications the same one. */
export type Identity = Pick<
  AlarmDraft,
  | 'originator'
  | 'logNumber'
  | 'occurredAt'
  | 'class'
  | 'terminal'
  | 'category'
  | 'messageId'
  | 'camera'
> & {
  readonly fingerprint: string;
};

/**
 * By which a retry is known: the same bytes of the same device; and, where its log number says something, the same
 * device, log number, time, class, message and camera (E.8), because another way here adds other bytes.
 */
export const keysOf = (identity: Identity): readonly string[] => {
  const { originator, fingerprint, logNumber, occurredAt, terminal, camera } = identity;
  const { category, messageId } = identity;
  const bytes = `b ${fingerprint.slice(0, 32)} ${originator}`;
  if (logNumber === 0) {
    return [bytes];
  }
  const what = [logNumber, occurredAt, identity.class, terminal, category, messageId, camera];
  return [bytes, `m ${what.join(' ')} ${originator}`];
};

/** The alarms of the last minute, by their keys; bounded, the oldest are forgotten first. */
export class RecentAlarms {
  readonly #byKey = new Map<string, RecentAlarm>();
  /** In the order in which they were stored. */
  readonly #keys = new Map<number, readonly string[]>();

  get size(): number {
    return this.#keys.size;
  }

  /** The alarm that a notification received at this time repeats. */
  find(keys: readonly string[], receivedMs: number): RecentAlarm | undefined {
    return keys
      .map((key) => this.#byKey.get(key))
      .find((known) => known !== undefined && isWithin(known, receivedMs));
  }

  /** Remembers an alarm, or its new number of repeats. */
  set(alarm: RecentAlarm, keys: readonly string[]): void {
    const all = this.#keys.get(alarm.id) ?? keys;
    this.#keys.set(alarm.id, all);
    for (const key of all) {
      this.#byKey.set(key, alarm);
    }
    this.#forgetOld(alarm.receivedMs);
  }

  #forgetOld(nowMs: number): void {
    for (const [id, keys] of this.#keys) {
      const known = keys.map((key) => this.#byKey.get(key)).find((each) => each?.id === id);
      if (this.#keys.size <= MAX_RECENT && known !== undefined && isWithin(known, nowMs)) {
        return;
      }
      this.#keys.delete(id);
      for (const key of keys) {
        // A later alarm may have taken the key over.
        if (this.#byKey.get(key)?.id === id) {
          this.#byKey.delete(key);
        }
      }
    }
  }
}

/** In either direction: clocks are set. */
export function isWithin({ receivedMs }: RecentAlarm, nowMs: number): boolean {
  return Math.abs(nowMs - receivedMs) <= RETRY_WINDOW_MS;
}
