import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/core';
import { Logger } from '@nestjs/common';
import { Database } from '../database/database.js';
import { openDatabase } from '../database/open-database.js';
import { ManualClock } from '../net/testing/manual-clock.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { CameraMemory, lastVideo, nothingRemembered } from './camera-memory.js';
import { hasAudio } from './sound-words.js';

const folder = temporaryFolder('casement-memory-');

describe('CameraMemory', () => {
  const clock = new ManualClock();
  const open: MikroORM[] = [];
  let file = 0;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  beforeEach(() => {
    file += 1;
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((orm) => orm.close(true)));
  });

  /** As after a start of the gateway. */
  async function start(): Promise<CameraMemory> {
    await Promise.all(open.splice(0).map((orm) => orm.close(true)));
    const url = `file:${join(folder.path, `${file}.db`)}`;
    const orm = await openDatabase({ url, log: { warn: () => undefined } });
    open.push(orm);
    const memory = new CameraMemory(new Database(orm), clock);
    await memory.onModuleInit();
    return memory;
  }

  it('knows after a restart what was found out before', async () => {
    const memory = await start();
    const notes = memory.of('hq', 3);
    expect(notes.known).toEqual(nothingRemembered);
    notes.note({ video: 'h265', transport: 'http' });
    notes.note({ reorders: true });
    notes.note({ audio: 'aac' });
    memory.of('hq', 4).note({ video: 'jpeg', transport: 'http' });
    memory.of('gate', 1).note({ audio: 'none' });
    await memory.settled();
    const next = await start();
    expect(next.of('hq', 3).known).toEqual({
      video: 'h265',
      reorders: true,
      transport: 'http',
      audio: 'aac',
      audioAtMs: clock.wallMs(),
    });
    expect(next.of('hq', 4).known.video).toBe('jpeg');
    expect(next.of('gate', 1).known.audio).toBe('none');
  });

  it('knows how the pictures of a recorder came, JPEG aside', async () => {
    const memory = await start();
    expect(memory.transportOf('hq')).toBeUndefined();
    memory.of('hq', 1).note({ video: 'jpeg', transport: 'http' });
    expect(memory.transportOf('hq')).toBeUndefined();
    memory.of('hq', 2).note({ video: 'h264', transport: 'http' });
    memory.of('hq2', 1).note({ video: 'h264', transport: 'rtp' });
    expect(memory.transportOf('hq')).toBe('http');
    memory.of('hq', 3).note({ video: 'h264', transport: 'rtp' });
    expect(memory.transportOf('hq')).toBe('rtp');
    await memory.settled();
  });

  it('forgets the cameras of a recorder that was removed', async () => {
    const memory = await start();
    memory.of('hq', 1).note({ video: 'h264' });
    memory.of('hq2', 1).note({ video: 'h264' });
    memory.forget('hq');
    await memory.settled();
    const next = await start();
    expect(next.of('hq', 1).known).toEqual(nothingRemembered);
    expect(next.of('hq2', 1).known.video).toBe('h264');
  });

  it('writes what changes again and again every five seconds, and at the end', async () => {
    const memory = await start();
    const notes = memory.of('hq', 1);
    const works = jest.spyOn(Database.prototype, 'work');
    try {
      for (let change = 0; change < 20; change += 1) {
        notes.note({ reorders: change % 2 === 0 });
        await clock.advance(100);
      }
      await memory.settled();
      notes.note({ reorders: true });
      await memory.settled();
      expect(works.mock.calls.length).toBeLessThanOrEqual(4);
    } finally {
      works.mockRestore();
    }
    expect((await start()).of('hq', 1).known.reorders).toBe(true);
  });

  it('goes on when the database fails, and writes with the next change', async () => {
    const memory = await start();
    const [orm] = open;
    await orm?.close(true);
    memory.of('hq', 1).note({ video: 'h264' });
    await memory.settled();
    expect(memory.of('hq', 1).known.video).toBe('h264');
  });

  it('believes for ten minutes that there is no sound', () => {
    const none = { ...nothingRemembered, audio: 'none', audioAtMs: 1_000 } as const;
    expect(hasAudio(nothingRemembered, 0)).toBe('unknown');
    expect(hasAudio({ ...none, audio: 'g711' }, 9e9)).toBe('yes');
    expect(hasAudio(none, 600_999)).toBe('no');
    expect(hasAudio(none, 601_000)).toBe('unknown');
  });

  it('goes by what is configured until something came', () => {
    expect(lastVideo(nothingRemembered, undefined)).toBeUndefined();
    expect(lastVideo(nothingRemembered, { codec: 'auto' })).toBeUndefined();
    expect(lastVideo(nothingRemembered, { codec: 'jpeg' })).toEqual({
      codec: 'jpeg',
      reorders: false,
    });
    const known = { ...nothingRemembered, video: 'h264', reorders: true } as const;
    expect(lastVideo(known, { codec: 'jpeg' })).toEqual({ codec: 'h264', reorders: true });
  });
});
