import { fromHex, toHex } from '@casement/bytes';
import fc from 'fast-check';
import { alarmTimeMs, readAlarmTime, writeAlarmTime } from './alarm-time.js';
import { readAlarmZone, writeAlarmZone } from './alarm-zone.js';

const noon = Date.parse('2026-11-21T12:00:00Z');

describe('readAlarmTime', () => {
  it.each([
    { name: 'BCD', hex: '261121070809', near: noon, text: '2026-11-21T07:08:09', written: 'bcd' },
    {
      name: 'binary, no BCD (AL07)',
      hex: '1a0b1516030a',
      near: noon,
      text: '2026-11-21T22:03:10',
      written: 'binary',
    },
    {
      name: 'both, BCD is nearer',
      hex: '200908070605',
      near: Date.parse('2020-09-08T12:00:00Z'),
      text: '2020-09-08T07:06:05',
      written: 'bcd',
    },
    {
      name: 'both, binary is nearer',
      hex: '200908070605',
      near: Date.parse('2032-09-08T12:00:00Z'),
      text: '2032-09-08T07:06:05',
      written: 'binary',
    },
    {
      name: 'both, none is near: BCD',
      hex: '200908070605',
      near: Date.parse('2032-09-11T12:00:00Z'),
      text: '2020-09-08T07:06:05',
      written: 'bcd',
    },
    {
      name: 'both, the receive time is not known: BCD',
      hex: '200908070605',
      near: null,
      text: '2020-09-08T07:06:05',
      written: 'bcd',
    },
    {
      name: 'leap day',
      hex: '240229235959',
      near: null,
      text: '2024-02-29T23:59:59',
      written: 'bcd',
    },
    {
      name: 'year 00',
      hex: '000101000000',
      near: null,
      text: '2000-01-01T00:00:00',
      written: 'bcd',
    },
  ])('A5, A6: $name', ({ hex, near, text, written }) => {
    expect(readAlarmTime(fromHex(hex), near)).toEqual({ text, written });
  });

  it.each([
    ['month 0x13 (AL14)', '261321070809'],
    ['29 February of no leap year', '260229000000'],
    ['day 0', '261100000000'],
    ['hour 0x24, binary 36', '261121240000'],
    ['zeros', '000000000000'],
    ['all ones', 'ffffffffffff'],
    ['five bytes', '2611210708'],
    ['nothing', ''],
  ])('A5: %s is no time', (_name, hex) => {
    expect(readAlarmTime(fromHex(hex), noon)).toBeNull();
  });

  it('property: what is written is read, in both ways of writing', () => {
    const seconds = fc.integer({ min: -86_400, max: 86_400 });
    fc.assert(
      fc.property(seconds, fc.constantFrom('bcd', 'binary'), (offset, written) => {
        const text = new Date(noon + offset * 1000).toISOString().slice(0, 19);
        const bytes = writeAlarmTime({ text, written });
        expect(bytes).toBeDefined();
        expect(readAlarmTime(bytes ?? new Uint8Array(0), noon)?.text).toBe(text);
      }),
    );
  });

  it('property: any six bytes are a time that exists, or none', () => {
    const six = fc.uint8Array({ maxLength: 8 });
    fc.assert(
      fc.property(six, fc.option(fc.constant(noon)), (bytes, near) => {
        const time = readAlarmTime(bytes, near);
        if (time !== null) {
          expect(new Date(`${time.text}Z`).toISOString()).toBe(`${time.text}.000Z`);
          expect(toHex(writeAlarmTime(time) ?? bytes)).toBe(toHex(bytes.subarray(0, 6)));
        }
      }),
    );
  });
});

describe('writeAlarmTime', () => {
  it.each([
    '1999-12-31T23:59:59',
    '2100-01-01T00:00:00',
    '2026-02-30T00:00:00',
    '2026-11-21T07:08:09Z',
    '2026-11-21T07:08:09.5',
    '2026-11-21',
    'now',
    '',
  ])('refuses %j', (text) => {
    expect(writeAlarmTime({ text })).toBeUndefined();
  });
});

describe('zones', () => {
  it.each([
    { name: 'plus', hex: '01090000', offsetMinutes: 540, summerTime: false },
    {
      name: 'minus is 0, the opposite of NVR (AL24)',
      hex: '00053000',
      offsetMinutes: -330,
      summerTime: false,
    },
    { name: 'BCD, not binary', hex: '01100001', offsetMinutes: 600, summerTime: true },
    { name: 'zero with plus', hex: '01000000', offsetMinutes: 0, summerTime: false },
    { name: 'zero with minus', hex: '00000000', offsetMinutes: 0, summerTime: false },
    { name: 'binary where it is no BCD', hex: '010a1e00', offsetMinutes: 630, summerTime: false },
  ])('A22: $name', ({ hex, offsetMinutes, summerTime }) => {
    const zone = { offsetMinutes, summerTime };
    expect(readAlarmZone(fromHex(hex), 'bcd')).toEqual({ zone, defect: null });
  });

  it('A22: is binary where the time is', () => {
    expect(readAlarmZone(fromHex('01100000'), 'binary').zone?.offsetMinutes).toBe(960);
  });

  it.each([
    ['sign 2', '02090000', null, 'time zone 02 09 00; expected 00 or 01, hour, minute'],
    ['hour 0x99', '01990000', null, 'time zone 01 99 00; expected 00 or 01, hour, minute'],
    ['two bytes', '0109', null, 'time zone 01 09 ff; expected 00 or 01, hour, minute'],
    [
      'summer time 2',
      '01090002',
      { offsetMinutes: 540, summerTime: false },
      'summer time 02; expected 00 or 01',
    ],
  ])('says what is wrong with %s', (_name, hex, zone, defect) => {
    expect(readAlarmZone(fromHex(hex), 'bcd')).toEqual({ zone, defect });
  });

  it.each([1440, -1440, 0.5, Number.NaN])('does not write %d minutes', (offsetMinutes) => {
    expect(writeAlarmZone({ offsetMinutes, summerTime: false })).toBeUndefined();
  });
});

describe('alarmTimeMs', () => {
  const time = { text: '2026-07-01T16:00:00', written: 'bcd' } as const;
  it.each([
    ['winter', { offsetMinutes: 540, summerTime: false }, true, '2026-07-01T07:00:00.000Z'],
    ['summer, included', { offsetMinutes: 60, summerTime: true }, true, '2026-07-01T14:00:00.000Z'],
    [
      'summer, not included',
      { offsetMinutes: 60, summerTime: true },
      false,
      '2026-07-01T15:00:00.000Z',
    ],
    ['west', { offsetMinutes: -330, summerTime: false }, true, '2026-07-01T21:30:00.000Z'],
  ])('A26: %s', (_name, zone, summerTimeIncluded, utc) => {
    expect(new Date(alarmTimeMs(time, zone, { summerTimeIncluded }) ?? 0).toISOString()).toBe(utc);
  });

  it('is not known without zone', () => {
    expect(alarmTimeMs(time, null, { summerTimeIncluded: true })).toBeNull();
    const zone = { offsetMinutes: 0, summerTime: false };
    expect(
      alarmTimeMs({ text: '', written: 'bcd' }, zone, { summerTimeIncluded: true }),
    ).toBeNull();
  });
});
