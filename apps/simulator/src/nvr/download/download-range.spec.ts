import { RecorderClock } from '../recorder-clock.js';
import { judgeRange } from './download-range.js';

const minute = 60_000;
const clockOf = (zone: string): RecorderClock => new RecorderClock({ nowMs: () => 0 }, zone, 0);
const at = (text: string): number => Date.parse(text);

describe('judgeRange', () => {
  it.each([
    [0, 'empty'],
    [1, 'range'],
    [60, 'range'],
    [61, 'refused'],
    [-1, 'refused'],
  ])('judges a range of %d minutes', (minutes, kind) => {
    const startMs = at('2026-07-22T23:33:00Z');
    const asked = { startMs, endMs: startMs + minutes * minute };
    expect(judgeRange(asked, 'utc', clockOf('UTC')).kind).toBe(kind);
  });

  it.each([
    ['in winter', '2026-01-10T12:00:00Z', '2026-01-10T11:00:00Z'],
    ['in summer', '2026-07-10T12:00:00Z', '2026-07-10T10:00:00Z'],
    ['in the hour that comes twice: the first', '2025-10-26T02:30:00Z', '2025-10-26T00:30:00Z'],
    ['in the hour that does not come', '2026-03-29T02:30:00Z', '2026-03-29T01:30:00Z'],
  ])('takes local time of Berlin %s', (_, wall, utc) => {
    const asked = { startMs: at(wall), endMs: at(wall) + 60 * minute };
    expect(judgeRange(asked, 'local', clockOf('Europe/Berlin'))).toEqual({
      kind: 'range',
      fromMs: at(utc),
      toMs: at(utc) + 60 * minute,
    });
  });
});
