import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { RecordedDayEntity } from '../../database/entities/recorded-day.entity.js';
import { CLOCK, type Clock, type Timer } from '../../net/clock.js';
import {
  addKnown,
  dayMs,
  daysOf,
  knownWithin,
  type KnownSpans,
  nothingKnown,
  restoreDay,
  spanOfDay,
  storeDay,
} from './day-spans.js';
import type { TimeSpan } from './spans.js';

/** What changes within this time is written together: playing back brings a GOP every second. */
const restMs = 5_000;

/** Days of cameras that wait to be written; more only comes together when the database fails. */
const maxPending = 4_096;

/** Recorders keep recordings for months; what is older than this is forgotten even if they say nothing. */
const maxDays = 400;

/** The longest gap that is believed at once: longer ones are no gaps but the end of the recordings. */
const maxSpanMs = maxDays * dayMs;

type Pending = {
  readonly recorder: string;
  readonly camera: number;
  readonly day: number;
  readonly known: KnownSpans;
};

/**
 * Where recordings were seen, and where none were, as playing back finds it out: noted per camera and day, written behind
 * to the database. A database that fails costs only this knowledge.
 */
@Injectable()
export class RecordingLog implements BeforeApplicationShutdown {
  readonly #logger = new Logger('RecordingLog');
  readonly #pending = new Map<string, Pending>();
  #dropped = 0;
  #writing: Promise<void> | undefined;
  #rest: Timer | undefined;

  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Spans that were not noted because too many waited already. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Recordings were seen; times in milliseconds since 1970 (UTC), recorder's clock. Never throws. */
  saw(recorder: string, camera: number, fromMs: number, toMs: number): void {
    this.#note(recorder, camera, { recorded: [{ fromMs, toMs }], gaps: [] });
  }

  /** The recorder was asked and had nothing. Never throws. */
  sawGap(recorder: string, camera: number, fromMs: number, toMs: number): void {
    this.#note(recorder, camera, { recorded: [], gaps: [{ fromMs, toMs }] });
  }

  /**
   * What is known of a range.
   *
   * @throws when the database fails
   */
  async known(recorder: string, camera: number, range: TimeSpan): Promise<KnownSpans> {
    const days = daysOf(range);
    const [first = 0, last = 0] = [days[0], days.at(-1)];
    const rows = await this.database
      .work()
      .find(RecordedDayEntity, { recorder, camera, day: { $gte: first, $lte: last } });
    const waiting = [...this.#pending.values()].filter(
      (each) => each.recorder === recorder && each.camera === camera,
    );
    const all = [
      ...rows.map(({ day, spans }) => restoreDay(spans, day)),
      ...waiting.map(({ known }) => known),
    ];
    const known = addKnown(nothingKnown, {
      recorded: all.flatMap(({ recorded }) => recorded),
      gaps: all.flatMap(({ gaps }) => gaps),
    });
    return knownWithin(known, range);
  }

  /** The oldest recording is of this time: the days before it are forgotten. */
  async forgetBefore(recorder: string, oldestMs: number): Promise<void> {
    const day = { $lt: Math.floor(oldestMs / dayMs) };
    await this.#delete(recorder, { recorder, day });
  }

  /** The recorder was removed. */
  async forget(recorder: string): Promise<void> {
    for (const [key, pending] of this.#pending) {
      if (pending.recorder === recorder) {
        this.#pending.delete(key);
      }
    }
    await this.#delete(recorder, { recorder });
  }

  /** Resolves when everything noted so far is in the database, or cannot be written. Never throws. */
  async settled(): Promise<void> {
    await this.#writing;
    this.#rest?.cancel();
    this.#rest = undefined;
    if (this.#pending.size > 0) {
      this.#writeSoon();
      await this.#writing;
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.settled();
    this.#rest?.cancel();
  }

  #note(recorder: string, camera: number, seen: KnownSpans): void {
    for (const span of [...seen.recorded, ...seen.gaps]) {
      const length = span.toMs - span.fromMs;
      if (!(length > 0 && length <= maxSpanMs)) {
        return;
      }
      for (const day of daysOf(span)) {
        const key = `${recorder}/${camera}/${day}`;
        const before = this.#pending.get(key);
        if (before === undefined && this.#pending.size >= maxPending) {
          this.#dropped += 1;
          continue;
        }
        const known = addKnown(before?.known ?? nothingKnown, knownWithin(seen, spanOfDay(day)));
        this.#pending.set(key, { recorder, camera, day, known });
      }
    }
    this.#writeSoon();
  }

  #writeSoon(): void {
    if (this.#rest === undefined) {
      this.#writing ??= this.#write().then((isDone) => {
        this.#writing = undefined;
        this.#rest = this.clock.after(restMs, () => this.#rested(isDone));
      });
    }
  }

  #rested(isDone: boolean): void {
    this.#rest = undefined;
    if (isDone && this.#pending.size > 0) {
      this.#writeSoon();
    }
  }

  /** Says whether it worked; what did not is tried again with the next note. */
  async #write(): Promise<boolean> {
    // Notes of one turn of the event loop are written as one.
    await Promise.resolve();
    for (const [key, pending] of [...this.#pending]) {
      try {
        await this.#writeOne(pending);
      } catch (error) {
        this.#logger.warn({ err: error, msg: 'what was seen of recordings cannot be stored' });
        return false;
      }
      if (this.#pending.get(key) === pending) {
        this.#pending.delete(key);
      }
    }
    return true;
  }

  async #writeOne({ recorder, camera, day, known }: Pending): Promise<void> {
    const work = this.database.work();
    const row = await work.findOne(RecordedDayEntity, { recorder, camera, day });
    const before = row === null ? nothingKnown : restoreDay(row.spans, day);
    await work.upsert(RecordedDayEntity, {
      recorder,
      camera,
      day,
      spans: storeDay(addKnown(before, known), day),
      updatedAt: new Date(this.clock.wallMs()),
    });
    if (row === null) {
      await this.#limitDays(recorder, camera);
    }
  }

  /** Recorders whose disks say nothing about their oldest recording would fill the table. */
  async #limitDays(recorder: string, camera: number): Promise<void> {
    const work = this.database.work();
    const tooOld = await work.find(
      RecordedDayEntity,
      { recorder, camera },
      { orderBy: { day: 'desc' }, offset: maxDays, limit: 1 },
    );
    const [{ day } = { day: undefined }] = tooOld;
    if (day !== undefined) {
      await work.nativeDelete(RecordedDayEntity, { recorder, camera, day: { $lte: day } });
    }
  }

  async #delete(
    recorder: string,
    which: { readonly recorder: string; readonly day?: { readonly $lt: number } },
  ): Promise<void> {
    try {
      await this.database.work().nativeDelete(RecordedDayEntity, which);
    } catch (error) {
      this.#logger.warn({
        err: error,
        msg: `what was seen of the recordings of "${recorder}" cannot be forgotten`,
      });
    }
  }
}
