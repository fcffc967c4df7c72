import type { DownloadEnd } from '@casement/protocol';
import { DialError } from '../net/dial-error.js';
import { ManualClock } from '../net/testing/manual-clock.js';
import { SessionFailure } from '../recorders/session-failure.js';
import { DiskFullError } from './disk-guard.js';
import type { DownloadRecord } from './download-record.js';
import { fetchPiece, type PieceOutcome } from './piece-fetcher.js';
import type { PieceFolder, WholeFile } from './piece-folder.js';

const piece = {
  number: 0,
  camera: 1,
  startMs: 0,
  endMs: 3_600_000,
  state: 'open',
  reason: null,
  bytes: 0,
  notes: [],
} as const;

/** A piece whose transfers end as told, one after the other. */
class Fixture {
  readonly clock = new ManualClock();
  readonly abort = new AbortController();
  readonly waits: (string | null)[] = [];
  whole: WholeFile[] = [];
  rooms: (Error | undefined)[] = [];
  transfers = 0;
  /** How much room was asked for. */
  readonly wanted: number[] = [];

  run(ends: readonly (DownloadEnd | Error)[]): Promise<PieceOutcome> {
    const folder = {
      begin: () => Promise.resolve(),
      abandon: () => Promise.resolve(),
      discard: () => Promise.resolve(),
      whole: this.whole,
    } as unknown as PieceFolder;
    const task = {
      record: {} as DownloadRecord,
      piece,
      folder,
      signal: this.abort.signal,
      waiting: (reason: string | null) => this.waits.push(reason),
      onBytes: () => undefined,
    };
    return fetchPiece(task, {
      clock: this.clock,
      requireRoom: (bytes) => {
        this.wanted.push(bytes);
        const error = this.rooms.shift();
        return error === undefined ? Promise.resolve() : Promise.reject(error);
      },
      transfer: ({ onBytes }) => {
        onBytes(1_000);
        const end = ends[this.transfers] ?? ends.at(-1) ?? 'complete';
        this.transfers += 1;
        return end instanceof Error ? Promise.reject(end) : Promise.resolve({ end, notes: [] });
      },
    });
  }

  /** Lets what is ready run, then moves the clock. */
  async pass(ms: number): Promise<void> {
    await settle();
    await this.clock.advance(ms);
    await settle();
  }
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) {
    await Promise.resolve();
  }
};

describe('fetchPiece', () => {
  it.each<[DownloadEnd, PieceOutcome['state']]>([
    ['complete', 'done'],
    ['no-data', 'none'],
    ['codec', 'failed'],
  ])('%s is the end: %s', async (end, state) => {
    const fixture = new Fixture();
    expect(await fixture.run([end])).toMatchObject({ state });
    expect(fixture.transfers).toBe(1);
  });

  it('status 2 is explained and something else is offered', async () => {
    const outcome = await new Fixture().run(['codec']);
    expect(outcome).toMatchObject({ state: 'failed', offer: 'gops' });
    expect(outcome).toHaveProperty('reason', expect.stringContaining('MP4'));
  });

  it('status 1 behind whole files keeps them', async () => {
    const fixture = new Fixture();
    fixture.whole = [{ name: 'a.mp4', size: 1, sha256: '', crc32: 0 }];
    expect(await fixture.run(['no-data'])).toMatchObject({ state: 'done' });
  });

  it('status 3 is asked again after 10, 20, 40 and 40 s, and never given up', async () => {
    const fixture = new Fixture();
    const outcome = fixture.run(['busy', 'busy', 'busy', 'busy', 'complete']);
    for (const [before, ms] of [10_000, 20_000, 40_000, 40_000].entries()) {
      await fixture.pass(ms - 1);
      expect(fixture.transfers).toBe(before + 1);
      await fixture.pass(1);
    }
    expect(await outcome).toMatchObject({ state: 'done' });
    expect(fixture.waits[0]).toContain('status 3');
  });

  it('what goes wrong is tried five times more, then given up with the reason', async () => {
    const fixture = new Fixture();
    const outcome = fixture.run([new DialError('no-answer', 'it closed the connection'), 'cut']);
    for (let tries = 0; tries < 6; tries += 1) {
      await fixture.pass(60_000);
    }
    expect(await outcome).toMatchObject({
      state: 'failed',
      reason: 'the recorder broke off in the middle of a file',
    });
    expect(fixture.transfers).toBe(6);
  });

  it.each<[string, Error]>([
    ['is not there', new DialError('no-answer', 'gone', { cause: { code: 'ECONNREFUSED' } })],
    [
      'does not answer',
      new DialError('no-answer', 'x', { cause: { code: 'UND_ERR_CONNECT_TIMEOUT' } }),
    ],
    ['answers 503', new SessionFailure({ kind: 'busy' })],
    ['was lost', new SessionFailure({ kind: 'no-answer', detail: 'no answer' })],
    ['gave the session to others', new SessionFailure({ kind: 'evicted' })],
  ])('a recorder that %s is waited for, however long that takes', async (_name, error) => {
    const fixture = new Fixture();
    const outcome = fixture.run([...Array.from({ length: 20 }, () => error), 'complete']);
    for (let tries = 0; tries < 20; tries += 1) {
      await fixture.pass(60_000);
    }
    expect(await outcome).toMatchObject({ state: 'done' });
    expect(fixture.transfers).toBe(21);
  });

  it('a session that is refused again and again is no outage: the user may not download', async () => {
    const fixture = new Fixture();
    const outcome = fixture.run([new SessionFailure({ kind: 'uid-invalid', answer: '401' })]);
    for (let tries = 0; tries < 6; tries += 1) {
      await fixture.pass(60_000);
    }
    expect(await outcome).toMatchObject({ state: 'failed' });
    expect(fixture.transfers).toBe(6);
  });

  it('waits for room on the disk, before and in the middle', async () => {
    const fixture = new Fixture();
    fixture.rooms = [new DiskFullError('the disk is full')];
    const outcome = fixture.run([new DiskFullError('full'), 'complete']);
    await fixture.pass(30_000);
    await fixture.pass(30_000);
    expect(await outcome).toMatchObject({ state: 'done' });
    expect(fixture.waits).toEqual(['the disk is full', 'full']);
    // More than it had when that was not enough.
    expect(fixture.wanted).toEqual([0, 0, 1_000 + 16 * 1024 * 1024]);
  });

  it('a cancelled one ends at once', async () => {
    const fixture = new Fixture();
    const outcome = fixture.run(['busy']);
    await settle();
    fixture.abort.abort(new Error('cancelled'));
    await expect(outcome).rejects.toThrow('cancelled');
  });

  it('a mistake of ours is not tried again', async () => {
    await expect(new Fixture().run([new TypeError('oops')])).rejects.toThrow('oops');
  });
});
