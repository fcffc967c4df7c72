import type { Alarm, AlarmFilter, AlarmStatus, AlarmSummary } from '@casement/contract';
import {
  type AlarmDraft,
  AlarmStore,
  type AlarmStranger,
  type StoredAlarm,
} from '../alarm-model.js';
import { storedAs } from './sample-alarm.js';

/** Alarms that are on no disk at all; each has its number as soon as it is put. */
export class MemoryAlarmStore extends AlarmStore {
  readonly alarms: Alarm[] = [];
  readonly assigned: (readonly [mac: string, recorder: string | null])[] = [];
  status: AlarmStatus['storage'] = { state: 'ok', reason: null, waiting: 0, dropped: 0 };
  counters: Readonly<Record<string, number>> = { stored: 0, dropped: 0 };
  strangersNow: readonly AlarmStranger[] = [];
  /** Rejections of the next reads. */
  failures = 0;
  reads = 0;
  readonly #stored = new Set<(stored: readonly StoredAlarm[]) => void>();
  readonly #changed = new Set<(alarms: readonly Alarm[]) => void>();

  put(draft: AlarmDraft): void {
    this.putAll([draft]);
  }

  /** All of them in one transaction, as it were. */
  putAll(drafts: readonly AlarmDraft[]): void {
    const alarms = drafts.map((draft, index) => storedAs(this.latest + index + 1, draft));
    this.alarms.push(...alarms);
    const stored = alarms.map((alarm) => ({ alarm, bytes: new Uint8Array() }));
    this.#stored.forEach((listener) => listener(stored));
  }

  onStored(listener: (stored: readonly StoredAlarm[]) => void): () => void {
    this.#stored.add(listener);
    return () => void this.#stored.delete(listener);
  }

  onChanged(listener: (alarms: readonly Alarm[]) => void): () => void {
    this.#changed.add(listener);
    return () => void this.#changed.delete(listener);
  }

  get latest(): number {
    return this.alarms.at(-1)?.id ?? 0;
  }

  /** The newest of retention's victims; nothing is told. */
  forgetUpTo(id: number): void {
    this.alarms.splice(
      0,
      this.alarms.findIndex((alarm) => alarm.id > id),
    );
  }

  async list(filter: AlarmFilter): Promise<readonly Alarm[]> {
    await this.#read();
    const { after = 0, before = Infinity, limit = 100, recorder, search = '' } = filter;
    const found = this.alarms.filter(
      (alarm) =>
        alarm.id > after &&
        alarm.id < before &&
        (recorder === undefined || alarm.recorder === recorder) &&
        `${alarm.title} ${alarm.text} ${alarm.source.mac ?? ''}`.includes(search),
    );
    return filter.before === undefined ? found.slice(0, limit) : found.slice(-limit);
  }

  async after(id: number, limit: number): Promise<readonly StoredAlarm[]> {
    const alarms = await this.list({ after: id, limit });
    return alarms.map((alarm) => ({ alarm, bytes: new Uint8Array() }));
  }

  async find(id: number): Promise<Alarm | undefined> {
    await this.#read();
    return this.alarms.find((alarm) => alarm.id === id);
  }

  async summary(): Promise<AlarmSummary> {
    await this.#read();
    const count = (severity: Alarm['severity']) =>
      this.alarms.filter((alarm) => alarm.open && alarm.severity === severity).length;
    const open = { critical: count('critical'), warning: count('warning'), info: count('info') };
    return { latest: this.latest, open };
  }

  async acknowledge(ids: readonly number[], by: string): Promise<readonly Alarm[]> {
    await this.#read();
    const at = '2026-11-21T10:00:00.000Z';
    const changed = this.alarms
      .filter(({ id, acknowledged }) => ids.includes(id) && acknowledged === null)
      .map((alarm) => this.change(alarm.id, { acknowledged: { by, at }, open: false }));
    this.#changed.forEach((listener) => listener(changed));
    return this.alarms.filter(({ id }) => ids.includes(id));
  }

  /** Makes another alarm of one; nobody is told. */
  change(id: number, changes: Partial<Alarm>): Alarm {
    const at = this.alarms.findIndex((alarm) => alarm.id === id);
    const alarm = this.alarms[at];
    if (alarm === undefined) {
      throw new Error(`there is no alarm ${id}`);
    }
    const changed = { ...alarm, ...changes };
    this.alarms[at] = changed;
    return changed;
  }

  /** Makes another alarm of one and tells of it. */
  tellChange(id: number, changes: Partial<Alarm>): void {
    const changed = [this.change(id, changes)];
    this.#changed.forEach((listener) => listener(changed));
  }

  assign(mac: string, recorder: string | null): Promise<void> {
    this.assigned.push([mac, recorder]);
    return Promise.resolve();
  }

  strangers(): Promise<readonly AlarmStranger[]> {
    return Promise.resolve(this.strangersNow);
  }

  async #read(): Promise<void> {
    this.reads += 1;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('the database is away');
    }
  }
}
