import type { AlarmStatus } from '@casement/contract';
import { type AlarmArrival, AlarmSource } from '../alarm-model.js';

/** A port at which alarms arrive when the test says so. */
export class FakeAlarmSource extends AlarmSource {
  counters: Readonly<Record<string, number>> = {};
  readonly #listeners = new Set<(arrival: AlarmArrival) => void>();

  onArrival(listener: (arrival: AlarmArrival) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  get status(): Pick<AlarmStatus, 'listening' | 'words' | 'connections' | 'counters'> {
    const { counters } = this;
    return { listening: true, words: 'listening at 127.0.0.1:1818', connections: 0, counters };
  }

  arrive(arrival: AlarmArrival): void {
    this.#listeners.forEach((listener) => listener(arrival));
  }

  get listeners(): number {
    return this.#listeners.size;
  }
}
