import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/core';
import { Logger } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { RecordedDayEntity } from '../../database/entities/recorded-day.entity.js';
import { openDatabase } from '../../database/open-database.js';
import { ManualClock } from '../../net/testing/manual-clock.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { dayMs } from './day-spans.js';
import { RecordingLog } from './recording-log.js';

const folder = temporaryFolder('casement-recordings-');
const midnight = Date.UTC(2026, 10, 21);
const hourMs = 3_600_000;
const range = { fromMs: midnight - 2 * dayMs, toMs: midnight + 2 * dayMs };

describe('RecordingLog', () => {
  const clock = new ManualClock();
  const open: MikroORM[] = [];
  let file = 0;
  let log: RecordingLog;
  let database: Database;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  /** As after a start of the gateway. */
  async function start(): Promise<void> {
    await Promise.all(open.splice(0).map((orm) => orm.close(true)));
    const url = `file:${join(folder.path, `${file}.db`)}`;
    const orm = await openDatabase({ url, log: { warn: () => undefined } });
    open.push(orm);
    database = new Database(orm);
    log = new RecordingLog(database, clock);
  }

  beforeEach(async () => {
    file += 1;
    await start();
  });

  afterEach(async () => {
    await log.beforeApplicationShutdown();
    await Promise.all(open.splice(0).map((orm) => orm.close(true)));
  });

  it('knows at once and after a restart what was seen, across midnight', async () => {
    for (let second = -60; second < 60; second += 1) {
      log.saw('hq', 2, midnight + second * 1000, midnight + second * 1000 + 900);
    }
    log.sawGap('hq', 2, midnight + 60_000, midnight + hourMs);
    log.saw('hq', 3, midnight, midnight + 1_000);
    const expected = {
      recorded: [{ fromMs: midnight - 60_000, toMs: midnight + 59_900 }],
      gaps: [{ fromMs: midnight + 60_000, toMs: midnight + hourMs }],
    };
    expect(await log.known('hq', 2, range)).toEqual(expected);
    await log.settled();
    await start();
    expect(await log.known('hq', 2, range)).toEqual(expected);
    expect(await log.known('hq', 2, { fromMs: midnight, toMs: midnight + 1_000 })).toEqual({
      recorded: [{ fromMs: midnight, toMs: midnight + 1_000 }],
      gaps: [],
    });
    expect(await database.work().count(RecordedDayEntity)).toBe(3);
  });

  it('adds to what an earlier run has seen of the same day', async () => {
    log.saw('hq', 2, midnight, midnight + 1_000);
    await log.settled();
    await start();
    log.saw('hq', 2, midnight + 1_000, midnight + 2_000);
    await log.settled();
    expect((await log.known('hq', 2, range)).recorded).toEqual([
      { fromMs: midnight, toMs: midnight + 2_000 },
    ]);
    expect(await database.work().count(RecordedDayEntity)).toBe(1);
  });

  it('writes what comes every second together, every five seconds', async () => {
    const works = jest.spyOn(Database.prototype, 'work');
    try {
      for (let second = 0; second < 20; second += 1) {
        log.saw('hq', 1, midnight + second * 1000, midnight + second * 1000 + 1000);
        await clock.advance(100);
      }
      await log.settled();
      // Two writes, and once the look at how many days there are.
      expect(works.mock.calls.length).toBeLessThanOrEqual(3);
    } finally {
      works.mockRestore();
    }
    expect((await log.known('hq', 1, range)).recorded).toHaveLength(1);
  });

  it('forgets what is older than the disks, and everything of a recorder that was removed', async () => {
    log.saw('hq', 2, midnight - dayMs, midnight - dayMs + 1_000);
    log.saw('hq', 2, midnight, midnight + 1_000);
    log.saw('gate', 2, midnight - dayMs, midnight - dayMs + 1_000);
    await log.settled();
    await log.forgetBefore('hq', midnight + hourMs);
    expect((await log.known('hq', 2, range)).recorded).toHaveLength(1);
    expect((await log.known('gate', 2, range)).recorded).toHaveLength(1);
    log.saw('hq', 2, midnight + 5_000, midnight + 6_000);
    await log.forget('hq');
    await log.settled();
    expect((await log.known('hq', 2, range)).recorded).toEqual([]);
  });

  it('keeps 400 days of a camera at most', async () => {
    for (let day = 0; day < 410; day += 1) {
      log.saw('hq', 2, midnight + day * dayMs, midnight + day * dayMs + 1_000);
    }
    await log.settled();
    expect(await database.work().count(RecordedDayEntity)).toBe(400);
    expect((await log.known('hq', 2, range)).recorded).toEqual([]);
  }, 30_000);

  it('takes no nonsense', async () => {
    log.saw('hq', 2, midnight, midnight);
    log.saw('hq', 2, midnight, midnight - 1);
    log.saw('hq', 2, NaN, midnight);
    log.sawGap('hq', 2, midnight, Infinity);
    log.sawGap('hq', 2, 0, midnight);
    expect(await log.known('hq', 2, range)).toEqual({ recorded: [], gaps: [] });
    expect(log.dropped).toBe(0);
  });

  it('goes on when the database fails, bounded, and writes with a later note', async () => {
    const works = jest.spyOn(Database.prototype, 'work').mockImplementation(() => {
      throw new Error('the disk is full');
    });
    try {
      for (let camera = 1; camera <= 5_000; camera += 1) {
        log.saw('hq', camera, midnight, midnight + 1_000);
      }
      await log.settled();
      expect(log.dropped).toBe(5_000 - 4_096);
      await expect(log.known('hq', 1, range)).rejects.toThrow('the disk is full');
      await log.forgetBefore('hq', 0);
      await log.forget('hq');
      log.saw('hq', 1, midnight, midnight + 1_000);
      await log.settled();
    } finally {
      works.mockRestore();
    }
    log.saw('hq', 2, midnight, midnight + 1_000);
    await log.settled();
    expect(await database.work().count(RecordedDayEntity)).toBe(2);
  });
});
