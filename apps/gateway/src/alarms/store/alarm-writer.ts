import type { Alarm, AlarmStatus } from '@casement/contract';
import type { SqlSession } from '../../database/sql-session.js';
import { type Clock, sleep } from '../../net/clock.js';
import type { AlarmDraft, StoredAlarm } from '../alarm-model.js';
import type { AlarmBatch } from './alarm-batch.js';
import { AlarmMemory, type RecentEntry } from './alarm-memory.js';
import { writtenAlarm } from './alarm-row.js';
import { type DraftLimits, DraftQueue } from './draft-queue.js';
import { DroppedAlarms } from './dropped-alarms.js';
import { nextTurn } from './next-turn.js';
import { type StorageTrouble, troubleOf } from './storage-trouble.js';
import { areWritten, readChanged, writeBatch } from './write-batch.js';

/** Drafts in one transaction: SQLite keeps everything else waiting while it writes them. */
const BATCH = 250;
const RETRY_MS = 1_000;
/** The first time it is tried again sooner: another program's lock is mostly short. */
const FIRST_RETRY_MS = 100;
/** After a write everything else gets as much time as it took, but not more than this. */
const MAX_REST_MS = 20;
/** A write that takes longer is said to fail, although it may still come through. */
const PATIENCE_MS = 5_000;
/** How long what waits is tried to be written when the gateway stops. */
const STOP_MS = 5_000;

/** What an {@link AlarmWriter} needs. */
export type AlarmWriterOptions = {
  readonly transaction: <Result>(work: (sql: SqlSession) => Promise<Result>) => Promise<Result>;
  readonly clock: Clock;
  readonly limits?: DraftLimits;
  /** What is on disk now; `changed` was told before and is another now. Must not throw. */
  readonly onWritten: (stored: readonly StoredAlarm[], changed: readonly Alarm[]) => void;
  /** Storing fails, or works again (undefined); told once each. */
  readonly onTrouble: (trouble: StorageTrouble | undefined) => void;
};

type Attempt = { readonly count: number; readonly batch: AlarmBatch };
type Written = Attempt & { readonly changed: readonly Alarm[] };

/**
 * The one writer of alarms: a loop that takes what waits and stores it in one transaction, numbered on. What comes
 * meanwhile waits for the next one. While the database fails everything waits, in its order and in bounded memory.
 */
export class AlarmWriter {
  readonly #options: AlarmWriterOptions;
  readonly #queue: DraftQueue;
  readonly #memory = new AlarmMemory();
  readonly #dropped: DroppedAlarms;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #batchSize = BATCH;
  /** Of which nobody knows whether its commit came through. */
  #unconfirmed: Attempt | undefined;
  #trouble: StorageTrouble | undefined;
  /** By the wall clock; undefined while there is none. */
  #troubleSinceMs: number | undefined;
  #failures = 0;
  #writeSinceMs: number | undefined;
  #giveUpMs = Number.POSITIVE_INFINITY;
  readonly #counters = { stored: 0, repeated: 0, lost: 0, refused: 0 };
  #latest = 0;

  constructor(options: AlarmWriterOptions) {
    this.#options = options;
    this.#queue = new DraftQueue(options.limits);
    this.#dropped = new DroppedAlarms(options.clock);
  }

  /** Where to go on: the highest number there is, and the alarms of the last minute, oldest first. */
  begin(highest: number, recent: readonly RecentEntry[]): void {
    this.#latest = highest;
    this.#memory.begin(recent);
  }

  /** Number of the newest alarm that is on disk. */
  get latest(): number {
    return this.#latest;
  }

  get counters(): Readonly<Record<string, number>> {
    return { ...this.#counters, dropped: this.#dropped.total };
  }

  get status(): AlarmStatus['storage'] {
    const nowMs = this.#options.clock.nowMs();
    const waitsMs = nowMs - (this.#writeSinceMs ?? nowMs);
    const slow =
      waitsMs > PATIENCE_MS
        ? `the database has not answered for ${Math.round(waitsMs / 1_000)} s`
        : undefined;
    const reason = this.#trouble?.now ?? slow ?? null;
    return {
      state: reason === null ? 'ok' : 'failing',
      reason,
      waiting: this.#queue.size,
      dropped: this.#dropped.total,
    };
  }

  /** Takes a draft; never throws. */
  put(draft: AlarmDraft): void {
    // Its bytes may be a part of something much greater that would stay in memory with it.
    if (!this.#queue.push({ ...draft, bytes: new Uint8Array(draft.bytes) })) {
      this.#dropped.add(this.#trouble, this.#troubleSinceMs);
    }
    this.#running ??= this.#run();
  }

  /** Resolves when nothing waits any more, or when it cannot be stored in time. Nothing is written afterwards. */
  async close(): Promise<void> {
    this.#giveUpMs = this.#options.clock.nowMs() + STOP_MS;
    this.#stop.abort(new Error('the gateway is shutting down'));
    await this.#running;
  }

  async #run(): Promise<void> {
    // Everything that the sockets have at hand becomes one batch.
    await nextTurn();
    while (this.#queue.size > 0) {
      const restMs = await this.#writeOnce();
      if (this.#options.clock.nowMs() >= this.#giveUpMs && this.#failures > 0) {
        break;
      }
      await this.#rest(restMs);
    }
    this.#running = undefined;
  }

  /** @returns how long to wait before the next one */
  async #writeOnce(): Promise<number> {
    const { clock } = this.#options;
    const startMs = clock.nowMs();
    this.#writeSinceMs = startMs;
    try {
      const written = await this.#options.transaction((sql) => this.#write(sql));
      this.#succeeded(written);
      return Math.min(MAX_REST_MS, clock.nowMs() - startMs);
    } catch (error) {
      return this.#failed(troubleOf(error));
    } finally {
      this.#writeSinceMs = undefined;
    }
  }

  async #write(sql: SqlSession): Promise<Written> {
    const before = this.#unconfirmed;
    if (before !== undefined && before.batch.rows.length > 0) {
      if (await areWritten(sql, before.batch.rows)) {
        return { ...before, changed: await readChanged(sql, before.batch) };
      }
    }
    this.#unconfirmed = undefined;
    const drafts = this.#queue.first(this.#batchSize);
    const batch = await this.#memory.plan(sql, drafts);
    this.#unconfirmed = { count: drafts.length, batch };
    return { count: drafts.length, batch, changed: await writeBatch(sql, batch) };
  }

  #succeeded({ count, batch, changed }: Written): void {
    this.#unconfirmed = undefined;
    this.#queue.drop(count);
    this.#memory.remember(batch);
    this.#counters.stored += batch.rows.length;
    this.#counters.repeated += batch.repeats;
    this.#counters.lost += batch.lost;
    this.#latest = batch.rows.at(-1)?.id ?? this.#latest;
    this.#batchSize = Math.min(BATCH, this.#batchSize * 2);
    this.#tellDropped();
    this.#isWorking();
    const stored = batch.rows.map((row) => ({ alarm: writtenAlarm(row), bytes: row.draft.bytes }));
    this.#options.onWritten(stored, changed);
  }

  #failed(trouble: StorageTrouble): number {
    this.#failures += 1;
    if (trouble.kind === 'taken') {
      // The one who lost numbers anew; at once, but not for ever.
      return this.#failures < 10 ? 0 : this.#isFailing(trouble);
    }
    if (trouble.kind === 'refused') {
      if (this.#batchSize === 1) {
        this.#refuse(trouble);
        return RETRY_MS;
      }
      this.#batchSize = 1;
      return 0;
    }
    return this.#isFailing(trouble);
  }

  #isFailing(trouble: StorageTrouble): number {
    const isNews = this.#trouble?.now !== trouble.now;
    this.#troubleSinceMs ??= this.#options.clock.wallMs();
    this.#trouble = trouble;
    if (isNews) {
      this.#options.onTrouble(trouble);
    }
    return this.#failures === 1 ? FIRST_RETRY_MS : RETRY_MS;
  }

  #isWorking(): void {
    this.#failures = 0;
    this.#troubleSinceMs = undefined;
    if (this.#trouble !== undefined) {
      this.#trouble = undefined;
      this.#options.onTrouble(undefined);
    }
  }

  /** One that the database will never take must not hold up all that come after it. */
  #refuse(trouble: StorageTrouble): void {
    this.#queue.drop(1);
    this.#unconfirmed = undefined;
    this.#counters.refused += 1;
    this.#dropped.add(trouble, this.#troubleSinceMs);
    if (this.#queue.size === 0) {
      this.#tellDropped();
    }
  }

  /** As soon as there is room again, and not with every alarm that makes room for one. */
  #tellDropped(): void {
    const notice = this.#queue.isRoomy ? this.#dropped.takeNotice() : undefined;
    if (notice !== undefined) {
      this.#queue.push(notice);
    }
  }

  async #rest(restMs: number): Promise<void> {
    const { clock } = this.#options;
    if (restMs === 0) {
      await nextTurn();
    } else if (!this.#stop.signal.aborted) {
      // Woken when the gateway stops: then there is no time to lose.
      await sleep(clock, restMs, this.#stop.signal).catch(() => undefined);
    } else if (this.#failures > 0) {
      await sleep(clock, restMs);
    }
  }
}
