import { alarmTimeMs } from '@casement/protocol';
import fc from 'fast-check';
import { localOffsetAt, senderTime } from './sender-time.js';

/** Offset of a zone: `summer` from 29 March to 25 October, `winter` else. */
const zone = (winter: number, summer: number) => (ms: number) => {
  const year = new Date(ms).getUTCFullYear();
  return ms >= Date.UTC(year, 2, 29, 1) && ms < Date.UTC(year, 9, 25, 1) ? summer : winter;
};

describe('senderTime', () => {
  it.each([
    ['Tokyo', zone(540, 540), '2026-11-21T16:08:09', 540, false],
    ['Berlin in winter', zone(60, 120), '2026-11-21T08:08:09', 60, false],
    ['Sydney in summer', zone(660, 600), '2026-11-21T18:08:09', 600, true],
    ['Kathmandu', zone(345, 345), '2026-11-21T12:53:09', 345, false],
    ['St. John’s', zone(-210, -150), '2026-11-21T03:38:09', -210, false],
    [
      'Lord Howe, whose summer time is half an hour',
      zone(660, 630),
      '2026-11-21T18:08:09',
      660,
      false,
    ],
  ])('%s', (_name, offsetAt, text, offsetMinutes, summerTime) => {
    expect(senderTime(Date.parse('2026-11-21T07:08:09Z'), offsetAt)).toEqual({
      time: { text, written: 'bcd' },
      zone: { offsetMinutes, summerTime },
    });
  });

  it('is read as the same second by whoever knows the rule, in every zone and season', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2001, 0, 1) / 1_000, max: Date.UTC(2098, 11, 31) / 1_000 }),
        fc.integer({ min: -720, max: 840 }),
        fc.constantFrom(0, 30, 60),
        (seconds, winter, more) => {
          const told = senderTime(seconds * 1_000, zone(winter, winter + more));
          expect(alarmTimeMs(told.time, told.zone, { summerTimeIncluded: true })).toBe(
            seconds * 1_000,
          );
        },
      ),
    );
  });

  it('takes the zone of this machine', () => {
    const ms = Date.UTC(2026, 6, 1, 12);
    const told = senderTime(ms);
    expect(alarmTimeMs(told.time, told.zone, { summerTimeIncluded: true })).toBe(ms);
    expect(localOffsetAt(ms) + new Date(ms).getTimezoneOffset()).toBe(0);
  });
});
