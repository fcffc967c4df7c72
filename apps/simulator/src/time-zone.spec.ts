import { isTimeZone, zoneOffsetAt } from './time-zone.js';

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
