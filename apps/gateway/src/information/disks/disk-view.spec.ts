import type { RecordedDisk } from '@casement/protocol';
import fc from 'fast-check';
import { instantOfLocal, type RecorderZone } from '../../recorders/recorder-zone.js';
import { disksView } from './disk-view.js';
import { isoOfLocal } from './local-iso.js';

const berlin: RecorderZone = { kind: 'named', name: 'Europe/Berlin' };

describe('isoOfLocal', () => {
  it.each<readonly [string, boolean, RecorderZone, string | null]>([
    ['2026-11-21T07:00:00', false, berlin, '2026-11-21T07:00:00+01:00'],
    ['2026-07-21T07:00:00', true, berlin, '2026-07-21T07:00:00+02:00'],
    ['2026-10-25T02:30:00', true, berlin, '2026-10-25T02:30:00+02:00'],
    ['2026-10-25T02:30:00', false, berlin, '2026-10-25T02:30:00+01:00'],
    ['2026-11-21T07:00:00', false, { kind: 'named', name: 'UTC' }, '2026-11-21T07:00:00+00:00'],
    [
      '2026-11-21T07:00:00',
      false,
      { kind: 'named', name: 'Asia/Kolkata' },
      '2026-11-21T07:00:00+05:30',
    ],
    [
      '2026-11-21T07:00:00',
      false,
      { kind: 'read', minutes: -210, summerTime: false },
      '2026-11-21T07:00:00-03:30',
    ],
    [
      '2026-07-21T07:00:00',
      true,
      { kind: 'read', minutes: 180, summerTime: false },
      '2026-07-21T07:00:00+04:00',
    ],
    ['no time', false, berlin, null],
  ])('%s, summer time %s', (text, summerTime, zone, iso) => {
    expect(isoOfLocal({ text, summerTime }, zone)).toBe(iso);
  });

  it('is always the same instant', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Tokyo'];
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2022-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
        fc.boolean(),
        fc.constantFrom(...zones),
        (date, summerTime, name) => {
          const local = { text: date.toISOString().slice(0, 19), summerTime };
          const zone: RecorderZone = { kind: 'named', name };
          const iso = isoOfLocal(local, zone) ?? '';
          expect(Date.parse(iso)).toBe(instantOfLocal(local, zone));
        },
      ),
    );
  });
});

describe('disksView', () => {
  it('shows every slot, in the order of the recorder', () => {
    const disks: readonly RecordedDisk[] = [
      {
        name: 'MAIN-1',
        capacityGb: 4001,
        remainingGb: 1529,
        recording: true,
        from: { text: '2026-10-25T02:30:00', summerTime: true },
        to: { text: '2026-11-21T07:00:00', summerTime: false },
      },
      {
        name: 'EXT1-1',
        capacityGb: null,
        remainingGb: null,
        recording: false,
        from: null,
        to: { text: 'no time', summerTime: false },
      },
    ];
    expect(disksView(disks, berlin)).toEqual([
      {
        name: 'MAIN-1',
        capacityGb: 4001,
        remainingGb: 1529,
        recording: true,
        from: '2026-10-25T02:30:00+02:00',
        to: '2026-11-21T07:00:00+01:00',
      },
      {
        name: 'EXT1-1',
        capacityGb: null,
        remainingGb: null,
        recording: false,
        from: null,
        to: null,
      },
    ]);
  });
});
