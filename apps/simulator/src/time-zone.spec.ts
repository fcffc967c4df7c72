import { isTimeZone, wallClockText, zonedTimeText, zoneOffsetAt, ZoneTable } from './time-zone.js';

const summer = Date.UTC(2026, 6, 1);
const winter = Date.UTC(2026, 11, 1);

describe('time zone', () => {
  it.each([
    ['UTC', summer, 0, false],
    ['Asia/Tokyo', winter, 540, false],
    ['Europe/Berlin', summer, 60, true],
    ['Europe/Berlin', winter, 60, false],
    ['Australia/Sydney', summer, 600, false],
    ['Australia/Sydney', winter, 600, true],
    ['America/St_Johns', winter, -210, false],
    ['+09:00', summer, 540, false],
    ['-05:30', winter, -330, false],
  ])('%s at %d', (zone, atMs, standardMinutes, summerTime) => {
    expect(zoneOffsetAt(zone, atMs)).toEqual({
      standardMinutes,
      summerTime,
      totalMinutes: standardMinutes + (summerTime ? 60 : 0),
    });
    expect(isTimeZone(zone)).toBe(true);
  });

  it.each(['', 'Mars/Olympus', '+9:00', '+15:00', '+09:60', '9'])('refuses "%s"', (zone) => {
    expect(isTimeZone(zone)).toBe(false);
  });
});

describe('zone table', () => {
  /** The clocks of Berlin go back at 01:00 UTC. */
  const change = Date.UTC(2025, 9, 26, 1);

  it('knows both sides of a change, however often and in which order it is asked', () => {
    const table = new ZoneTable('Europe/Berlin');
    const asked = [change - 1, change, change - 3_600_000, change + 1, change - 1];
    expect(asked.map((ms) => table.at(ms).totalMinutes)).toEqual([120, 60, 120, 60, 120]);
    for (let slot = 0; slot < 5_000; slot += 1) {
      table.at(slot * 900_000);
    }
    expect(table.at(change - 1)).toEqual(zoneOffsetAt('Europe/Berlin', change - 1));
  });

  it('writes the repeated hour with two offsets', () => {
    const table = new ZoneTable('Europe/Berlin');
    const text = (ms: number): string => zonedTimeText(ms, table.at(ms));
    expect(text(change - 1_800_000)).toBe('2025-10-26T02:30:00+02:00');
    expect(text(change + 1_800_000)).toBe('2025-10-26T02:30:00+01:00');
    expect(zonedTimeText(change, zoneOffsetAt('-05:30', change))).toBe('2025-10-25T19:30:00-05:30');
    expect(wallClockText(change, table.at(change))).toBe('2025-10-26T02:00:00');
  });
});
