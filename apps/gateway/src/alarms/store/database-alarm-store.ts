import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import type { Alarm, AlarmFilter, AlarmStatus, AlarmSummary } from '@casement/contract';
import { CASEMENT_CONFIG, type CasementConfig } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { CLOCK, type Clock, type Timer } from '../../net/clock.js';
import {
  type AlarmDraft,
  AlarmStore,
  type AlarmStranger,
  type StoredAlarm,
} from '../alarm-model.js';
import { acknowledgeAlarms, assignAlarms } from './alarm-changes.js';
import { listAlarms } from './alarm-query.js';
import { deleteOld } from './alarm-retention.js';
import { alarmColumns, alarmOf, storedOf } from './alarm-row.js';
import { AlarmWriter } from './alarm-writer.js';
import { readOpen, readRecent, readStrangers } from './alarm-overview.js';
import { OpenAlarms } from './open-alarms.js';
import { readHighest } from './write-batch.js';

/** Old alarms are deleted so often, and soon after the start for those who never run longer. */
const SWEEP_MS = 60 * 60_000;
const FIRST_SWEEP_MS = 60_000;
/** With their bytes: those who ask for more ask again. */
const MAX_AFTER = 1_000;

type StoredListener = (stored: readonly StoredAlarm[]) => void;
type ChangedListener = (alarms: readonly Alarm[]) => void;

/** The alarms in the database: one writer, any number of readers. */
@Injectable()
export class DatabaseAlarmStore
  extends AlarmStore
  implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown
{
  readonly #logger = new Logger('Alarms');
  readonly #database: Database;
  readonly #retention: CasementConfig['alarms'];
  readonly #clock: Clock;
  readonly #writer: AlarmWriter;
  readonly #onStored = new Set<StoredListener>();
  readonly #onChanged = new Set<ChangedListener>();
  readonly #stop = new AbortController();
  #sweep: Timer | undefined;
  #sweeping: Promise<void> = Promise.resolve();
  readonly #open: OpenAlarms;

  constructor(
    database: Database,
    @Inject(CASEMENT_CONFIG) config: CasementConfig,
    @Inject(CLOCK) clock: Clock,
  ) {
    super();
    this.#database = database;
    this.#retention = config.alarms;
    this.#clock = clock;
    this.#open = new OpenAlarms(() => readOpen(database.sql));
    this.#writer = new AlarmWriter({
      transaction: (work) => database.transaction(work),
      clock,
      onWritten: (stored, changed) => {
        this.#written(stored, changed);
      },
      onTrouble: (trouble) => {
        if (trouble === undefined) {
          this.#logger.log('alarms are stored again');
        } else {
          this.#logger.error(`alarms wait in memory, because ${trouble.now}`);
        }
      },
    });
  }

  /** @throws what the database throws: without it the numbers are not known */
  async onModuleInit(): Promise<void> {
    const { sql } = this.#database;
    const recent = await readRecent(sql, this.#clock.wallMs());
    this.#writer.begin(await readHighest(sql), recent);
    await this.#open.count();
  }

  onApplicationBootstrap(): void {
    this.#sweepAfter(FIRST_SWEEP_MS);
  }

  /** Before the database is closed, and after everybody who receives alarms has stopped. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#sweep?.cancel();
    this.#stop.abort(new Error('the gateway is shutting down'));
    await this.#sweeping;
    await this.#writer.close();
    const { waiting, reason } = this.status;
    if (waiting > 0) {
      this.#logger.error(`${waiting} alarms could not be stored: ${reason ?? 'no time was left'}`);
    }
  }

  put(draft: AlarmDraft): void {
    this.#writer.put(draft);
  }

  onStored(listener: StoredListener): () => void {
    return subscribe(this.#onStored, listener);
  }

  onChanged(listener: ChangedListener): () => void {
    return subscribe(this.#onChanged, listener);
  }

  get latest(): number {
    return this.#writer.latest;
  }

  async list(filter: AlarmFilter): Promise<readonly Alarm[]> {
    return listAlarms(this.#database.sql, filter);
  }

  async after(id: number, limit: number): Promise<readonly StoredAlarm[]> {
    const rows = await this.#database.sql.query(
      `select ${alarmColumns}, bytes from alarms where id > ? order by id limit ?`,
      [id, Math.min(MAX_AFTER, Math.max(1, limit))],
    );
    return rows.map(storedOf);
  }

  async find(id: number): Promise<Alarm | undefined> {
    const rows = await this.#database.sql.query(`select ${alarmColumns} from alarms where id = ?`, [
      id,
    ]);
    return rows.map(alarmOf)[0];
  }

  async summary(): Promise<AlarmSummary> {
    return { latest: this.latest, open: await this.#open.count() };
  }

  async acknowledge(ids: readonly number[], by: string): Promise<readonly Alarm[]> {
    const { all, changed } = await acknowledgeAlarms(this.#database, ids, by, this.#clock.wallMs());
    this.#open.acknowledged(changed);
    this.#changed(changed);
    return all;
  }

  async assign(mac: string, recorder: string | null): Promise<void> {
    const changed = await assignAlarms(this.#database, mac, recorder, this.#clock.wallMs());
    this.#changed(changed);
  }

  async strangers(): Promise<readonly AlarmStranger[]> {
    return readStrangers(this.#database.sql, this.#clock.wallMs());
  }

  get status(): AlarmStatus['storage'] {
    return this.#writer.status;
  }

  get counters(): Readonly<Record<string, number>> {
    return this.#writer.counters;
  }

  /** Deletes what is too old or too many, now. Never throws: the next round comes. */
  async sweep(): Promise<void> {
    try {
      const { retentionDays, maxKept } = this.#retention;
      const deleted = await deleteOld(this.#database, {
        retentionDays,
        maxKept,
        clock: this.#clock,
        signal: this.#stop.signal,
        onDeleted: (gone) => {
          this.#open.deleted(gone);
        },
      });
      if (deleted > 0) {
        this.#logger.log(`${deleted} old alarms were deleted`);
      }
    } catch (error) {
      this.#open.recount();
      if (!this.#stop.signal.aborted) {
        this.#logger.warn({ err: error, msg: 'old alarms were not deleted' });
      }
    }
  }

  #sweepAfter(delayMs: number): void {
    this.#sweep = this.#clock.after(delayMs, () => {
      this.#sweeping = this.sweep().then(() => {
        if (!this.#stop.signal.aborted) {
          this.#sweepAfter(SWEEP_MS);
        }
      });
    });
  }

  #written(stored: readonly StoredAlarm[], changed: readonly Alarm[]): void {
    this.#open.written(
      stored.map(({ alarm }) => alarm),
      changed,
    );
    if (stored.length > 0) {
      this.#tell(this.#onStored, stored);
    }
    this.#changed(changed);
  }

  #changed(alarms: readonly Alarm[]): void {
    if (alarms.length > 0) {
      this.#tell(this.#onChanged, alarms);
    }
  }

  #tell<Told>(listeners: ReadonlySet<(told: Told) => void>, told: Told): void {
    for (const listener of listeners) {
      try {
        listener(told);
      } catch (error) {
        this.#logger.error({
          err: error,
          msg: 'alarms were stored, but not everybody heard of it',
        });
      }
    }
  }
}

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
