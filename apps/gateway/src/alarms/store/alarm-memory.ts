import type { SqlSession } from '../../database/sql-session.js';
import type { AlarmDraft } from '../alarm-model.js';
import { type AlarmBatch, batchOf } from './alarm-batch.js';
import { keyOf } from './alarm-row.js';
import { LogNumbers } from './log-numbers.js';
import { type RecentAlarm, RecentAlarms } from './recent-alarms.js';
import { readHighest, readLogNumbers } from './write-batch.js';

/** An alarm that may come again, with what it is known by. */
export type RecentEntry = { readonly alarm: RecentAlarm; readonly keys: readonly string[] };

/** What the writer knows of the alarms before: those of the last minute, and the last log number of each device. */
export class AlarmMemory {
  readonly #recent = new RecentAlarms();
  readonly #logNumbers = new LogNumbers();

  /** Alarms of the database, oldest first. */
  begin(recent: readonly RecentEntry[]): void {
    for (const { alarm, keys } of recent) {
      this.#recent.set(alarm, keys);
    }
  }

  /** Makes up a batch with the numbers that come next. */
  async plan(sql: SqlSession, drafts: readonly AlarmDraft[]): Promise<AlarmBatch> {
    const highest = await readHighest(sql);
    const unknown = new Set(
      drafts
        .map(({ originator }) => keyOf(originator))
        .filter((each) => this.#logNumbers.get(each) === undefined),
    );
    const found = await readLogNumbers(sql, [...unknown]);
    return batchOf(drafts, {
      highest,
      find: (keys, receivedMs) => this.#recent.find(keys, receivedMs),
      lastLogNumber: (originator) => this.#logNumbers.get(originator) ?? found.get(originator),
    });
  }

  /** The batch is on disk. */
  remember({ recent, logNumbers }: AlarmBatch): void {
    this.begin(recent);
    for (const [originator, last] of logNumbers) {
      this.#logNumbers.set(originator, last);
    }
  }
}
