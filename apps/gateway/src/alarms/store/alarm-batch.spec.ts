import type { AlarmDraft } from '../alarm-model.js';
import { batchOf } from './alarm-batch.js';
import type { RecentAlarm } from './recent-alarms.js';
import { draftOf, draftsOf, TEST_NOW_MS } from './testing/alarm-drafts.js';

const nothingKnown = {
  highest: 10,
  find: (): RecentAlarm | undefined => undefined,
  lastLogNumber: (): number | undefined => undefined,
};
const later = (seconds: number): number => TEST_NOW_MS + seconds * 1_000;
const at = (seconds: number, given: Partial<AlarmDraft> = {}): AlarmDraft =>
  draftOf({ bytes: new Uint8Array([1]), ...given, receivedMs: later(seconds) });

describe('batchOf', () => {
  it('numbers on', () => {
    const { rows } = batchOf(draftsOf(3), nothingKnown);
    expect(rows.map(({ id, draft }) => [id, draft.logNumber])).toEqual([
      [11, 1],
      [12, 2],
      [13, 3],
    ]);
  });

  it.each<{ name: string; drafts: readonly AlarmDraft[]; repeats: readonly number[] }>([
    { name: 'the same bytes', drafts: [at(0), at(2), at(60)], repeats: [2] },
    { name: 'the same bytes much later', drafts: [at(0), at(61)], repeats: [0, 0] },
    {
      name: 'the same bytes for ever: every minute one is kept',
      drafts: [at(0), at(50), at(100), at(150)],
      repeats: [1, 1],
    },
    {
      name: 'AL23: the same alarm by another way, with more bytes',
      drafts: [
        at(0, { occurredAt: 'then' }),
        at(1, { occurredAt: 'then', bytes: Buffer.from('more') }),
      ],
      repeats: [1],
    },
    {
      name: 'another device',
      drafts: [at(0), at(0, { originator: '192.0.2.11' })],
      repeats: [0, 0],
    },
    {
      name: 'another camera by another way',
      drafts: [at(0), at(0, { camera: 2, bytes: Buffer.from('more') })],
      repeats: [0, 0],
    },
    {
      name: 'other bytes without a log number',
      drafts: [at(0, { logNumber: 0 }), at(0, { logNumber: 0, bytes: Buffer.from('more') })],
      repeats: [0, 0],
    },
    {
      name: 'alarms of the gateway itself',
      drafts: [at(0, { bytes: new Uint8Array(0) }), at(0, { bytes: new Uint8Array(0) })],
      repeats: [0, 0],
    },
  ])('keeps once what comes again: $name', ({ drafts, repeats }) => {
    const batch = batchOf(drafts, nothingKnown);
    expect(batch.rows.map((row) => row.repeats)).toEqual(repeats);
    expect(batch.repeats).toBe(drafts.length - repeats.length);
  });

  it('counts on what was stored before', () => {
    const known: RecentAlarm = { id: 4, receivedMs: TEST_NOW_MS, repeats: 2 };
    const batch = batchOf([at(2), at(4)], { ...nothingKnown, find: () => known });
    expect(batch.rows).toEqual([]);
    expect(batch.repeated).toEqual([{ ...known, repeats: 4 }]);
  });

  it('says what was lost before each, per device', () => {
    const batch = batchOf(
      [
        draftOf({ logNumber: 5 }),
        draftOf({ logNumber: 9 }),
        draftOf({ originator: 'other', logNumber: 9 }),
        draftOf({ originator: 'other', logNumber: 10 }),
      ],
      {
        ...nothingKnown,
        lastLogNumber: (originator) => (originator === 'other' ? 6 : undefined),
      },
    );
    expect(batch.rows.map(({ lostBefore }) => lostBefore)).toEqual([0, 3, 2, 0]);
    expect(batch.lost).toBe(5);
    expect([...batch.logNumbers]).toEqual([
      ['00:80:45:0D:12:34', 9],
      ['other', 10],
    ]);
  });

  it('closes the faults before a recovery, not those after it', () => {
    const fault = (logNumber: number) => draftOf({ logNumber, kind: 'fault', fault: 'video 1' });
    const recovery = (logNumber: number) =>
      draftOf({ logNumber, kind: 'recovery', closes: 'video 1' });
    const batch = batchOf(
      [fault(1), fault(2), recovery(3), fault(4), recovery(5), recovery(6), fault(7)],
      nothingKnown,
    );
    expect(batch.rows.map(({ closedBy }) => closedBy)).toEqual([
      13,
      13,
      null,
      15,
      null,
      null,
      null,
    ]);
    expect([...batch.closings]).toEqual([['video 1', 13]]);
  });
});
