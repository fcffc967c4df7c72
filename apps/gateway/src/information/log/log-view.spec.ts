import type { LogEntry } from '@casement/contract';
import { readLogQuery } from './log-query.js';
import { chosenEntries, newestFirst } from './log-view.js';

const entry = (
  number: number,
  time: string,
  text = 'POWER LOSS',
  camera: number | null = null,
): LogEntry => ({
  number,
  time,
  summerTime: false,
  text,
  camera,
});
const numbers = (entries: readonly LogEntry[]): readonly number[] =>
  entries.map(({ number }) => number);

describe('newestFirst', () => {
  it.each<readonly [string, readonly LogEntry[], readonly number[]]>([
    ['nothing', [], []],
    [
      'from the newest on',
      [
        entry(1, '2026-11-21T10:00:00Z'),
        entry(2, '2026-11-21T09:00:00Z'),
        entry(3, '2026-11-21T09:00:00Z'),
      ],
      [1, 2, 3],
    ],
    [
      'from the oldest on',
      [
        entry(1, '2026-11-21T09:00:00Z'),
        entry(2, '2026-11-21T09:00:00Z'),
        entry(3, '2026-11-21T10:00:00Z'),
      ],
      [3, 2, 1],
    ],
    [
      'the night that has an hour twice',
      [
        entry(1, '2026-10-25T02:10:00+02:00'),
        entry(2, '2026-10-25T02:50:00+02:00'),
        entry(3, '2026-10-25T02:10:00+01:00'),
      ],
      [3, 2, 1],
    ],
    [
      'in no order',
      [
        entry(1, '2026-11-21T09:00:00Z'),
        entry(2, '2026-11-21T11:00:00Z'),
        entry(3, '2026-11-21T10:00:00Z'),
      ],
      [2, 3, 1],
    ],
  ])('%s', (_name, entries, expected) => {
    expect(numbers(newestFirst(entries))).toEqual(expected);
  });
});

describe('chosenEntries', () => {
  const log = [
    entry(4, '2026-11-21T10:00:00Z', 'CAM 3 COMMUNICATION ERROR', 3),
    entry(3, '2026-11-21T09:00:00+00:00', 'Power loss'),
    entry(2, '2026-11-21T17:30:00+09:00', 'CAM 4 ERROR', 4),
    entry(1, '2026-11-21T08:00:00Z', '', 3),
  ];

  it.each<readonly [string, readonly number[]]>([
    ['', [4, 3, 2, 1]],
    ['&camera=3', [4, 1]],
    ['&search=ERror', [4, 2]],
    ['&search=power%20loss', [3]],
    ['&from=2026-11-21T08:30:00Z&to=2026-11-21T09:00:00Z', [3, 2]],
    ['&limit=2', [4, 3]],
    ['&camera=3&search=comm&limit=5', [4]],
    ['&search=.*', []],
  ])('"%s"', (query, expected) => {
    expect(
      numbers(chosenEntries(log, readLogQuery(new URLSearchParams(`kind=error${query}`)))),
    ).toEqual(expected);
  });
});
