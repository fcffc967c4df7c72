import type { Disk } from '@casement/contract';
import { totalsOf } from './disk-totals.js';

const nowMs = Date.parse('2026-11-21T10:00:00Z');
const disk = (changes: Partial<Disk> = {}): Disk => ({
  name: 'MAIN-1',
  capacityGb: 4_000,
  remainingGb: 1_000,
  recording: true,
  from: '2026-11-11T19:00:00+09:00',
  to: '2026-11-21T19:00:00+09:00',
  ...changes,
});

describe('totalsOf', () => {
  it('takes the oldest and the newest of all times, whatever the disks call them', () => {
    const { from, to } = disk();
    const swapped = disk({ from: to, to: from });
    const options = { nowMs, gbPerDay: null };
    expect(totalsOf([swapped], options)).toEqual(totalsOf([disk()], options));
  });

  it('adds up the disks; what is oldest and newest is compared as instants', () => {
    const second = disk({
      name: 'MAIN-2',
      remainingGb: 2_000,
      from: '2026-11-11T11:30:00+01:00',
      to: '2026-11-21T09:59:00Z',
    });
    expect(totalsOf([second, disk()], { nowMs, gbPerDay: null })).toEqual({
      capacityGb: 8_000,
      remainingGb: 3_000,
      from: '2026-11-11T19:00:00+09:00',
      to: '2026-11-21T19:00:00+09:00',
      daysKept: 10,
      // 5,000 GB in ten days
      daysLeft: 6,
      isFull: false,
    });
  });

  it.each<readonly [string, readonly Disk[], number | null, number | null, number | null]>([
    ['the rate of the last day goes before the mean', [disk()], 500, 10, 2],
    ['full: the oldest are overwritten now', [disk({ remainingGb: 0 })], 500, 10, 0],
    ['one of two is full', [disk({ remainingGb: 0 }), disk()], 500, 10, 2],
    ['nothing is recorded', [disk({ from: null, to: null })], null, null, null],
    [
      'a minute is recorded',
      [disk({ from: '2026-11-21T09:59:00Z', to: '2026-11-21T10:00:00Z' })],
      null,
      0,
      null,
    ],
    [
      'a recording in the future',
      [disk({ from: '2026-11-22T09:59:00Z', to: '2026-11-22T10:00:00Z' })],
      null,
      0,
      null,
    ],
    ['newest before oldest', [disk({ to: '2026-11-01T00:00:00Z' })], null, 20.42, 3.47],
    ['no room is told', [disk({ remainingGb: null })], 500, 10, null],
    ['more room than there is', [disk({ remainingGb: 9_000 })], null, 10, null],
    ['no disks', [], null, null, null],
    [
      'an empty slot',
      [disk({ capacityGb: null, remainingGb: null, from: null, to: null })],
      null,
      null,
      null,
    ],
  ])('%s', (_name, disks, gbPerDay, daysKept, daysLeft) => {
    expect(totalsOf(disks, { nowMs, gbPerDay })).toMatchObject({ daysKept, daysLeft });
  });
});
