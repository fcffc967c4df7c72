import type { Alarm } from '@casement/contract';
import type { StoredAlarm } from '../../alarm-model.js';

/** AL02: a recorder passed on the motion of its camera 7. */
export const relayedHex =
  'c000020a000126112107080941010080000a00050001000c0200000000000000' +
  '000200180080450d12340007261121160809010900000000';

/** AL01: a camera of version 1. */
export const plainHex = 'c000020a000126112107080941010000000a0005';

/** When the alarms of the tests were received, with the clock of the tests at its start. */
export const receivedAt = '2026-11-21T07:08:09.000Z';

/** A stored alarm of camera 7. */
export function storedAlarm(
  id: number,
  changes: Partial<Alarm> = {},
  hex = relayedHex,
): StoredAlarm {
  return {
    bytes: Buffer.from(hex, 'hex'),
    alarm: {
      id,
      receivedAt,
      occurredAt: '2026-11-21T16:08:09+09:00',
      recorder: 'hq',
      camera: 7,
      kind: 'alarm',
      severity: 'warning',
      class: 'motion',
      terminal: 1,
      category: 2,
      messageId: 0,
      text: '',
      title: 'Motion at camera 7',
      cameras: [],
      source: { address: '192.0.2.100', mac: '00:80:45:0D:12:34' },
      chain: [{ mac: '00:80:45:0D:12:34', camera: 7, time: '2026-11-21T16:08:09+09:00' }],
      logNumber: 1,
      acknowledged: null,
      open: true,
      closedBy: null,
      repeats: 0,
      lostBefore: 0,
      defects: [],
      ...changes,
    },
  };
}

/** What a feed wants of the store, in memory. */
export class MemoryAlarms {
  readonly #alarms: StoredAlarm[] = [];
  readonly #listeners = new Set<(stored: readonly StoredAlarm[]) => void>();
  #latest = 0;
  /** As long as it is set, questions fail. */
  trouble: Error | undefined;
  /** How often somebody asked for alarms. */
  questions = 0;

  get latest(): number {
    return this.#latest;
  }

  onStored(listener: (stored: readonly StoredAlarm[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async after(id: number, limit: number): Promise<readonly StoredAlarm[]> {
    this.questions += 1;
    await Promise.resolve();
    if (this.trouble !== undefined) {
      throw this.trouble;
    }
    return this.#alarms.filter(({ alarm }) => alarm.id > id).slice(0, limit);
  }

  /** Stores so many alarms and tells it. */
  add(count: number, changes: Partial<Alarm> = {}, hex = relayedHex): void {
    const added = Array.from({ length: count }, (_, index) =>
      storedAlarm(this.#latest + 1 + index, changes, hex),
    );
    this.#alarms.push(...added);
    this.#latest += count;
    this.#listeners.forEach((listener) => listener(added));
  }

  /** Removes the oldest ones up to a number, as retention does. */
  forget(upTo: number): void {
    const kept = this.#alarms.filter(({ alarm }) => alarm.id > upTo);
    this.#alarms.splice(0, this.#alarms.length, ...kept);
  }
}

/** Cursors in memory. */
export class MemoryCursors {
  readonly places = new Map<string, number>();
  trouble: Error | undefined;

  async get(name: string): Promise<number | undefined> {
    await Promise.resolve();
    this.#fail();
    return this.places.get(name);
  }

  async set(name: string, id: number): Promise<void> {
    await Promise.resolve();
    this.#fail();
    this.places.set(name, id);
  }

  #fail(): void {
    if (this.trouble !== undefined) {
      throw this.trouble;
    }
  }
}

/** A log that remembers. */
export class MemoryLog {
  readonly lines: string[] = [];

  log(words: string): void {
    this.lines.push(`info ${words}`);
  }

  warn(words: string): void {
    this.lines.push(`warn ${words}`);
  }
}
