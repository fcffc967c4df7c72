import fc from 'fast-check';
import { parseRecorderZone, utcZone } from './recorder-zone.js';
import { parseTypedTime } from './typed-time.js';

const berlin = parseRecorderZone('Europe/Berlin') ?? utcZone;
const context = {
  zone: berlin,
  positionMs: Date.parse('2026-11-20T12:00:00+01:00'),
  nowMs: Date.parse('2026-11-21T20:00:00+01:00'),
};

describe('typed time', () => {
  it.each([
    ['03:10', '2026-11-20T03:10:00+01:00'],
    [' 3:10 ', '2026-11-20T03:10:00+01:00'],
    ['03:10:05', '2026-11-20T03:10:05+01:00'],
    ['03:10:05.25', '2026-11-20T03:10:05.250+01:00'],
    ['3:10 pm', '2026-11-20T15:10:00+01:00'],
    ['12:05am', '2026-11-20T00:05:00+01:00'],
    ['2026-11-21 03:10:05', '2026-11-21T03:10:05+01:00'],
    ['2026-11-21T03:10', '2026-11-21T03:10:00+01:00'],
    ['2026/7/1 03:10', '2026-07-01T03:10:00+02:00'],
    ['2026-11-21', '2026-11-21T00:00:00+01:00'],
    ['21.11.2026 03:10', '2026-11-21T03:10:00+01:00'],
    ['21.11.26, 03:10', '2026-11-21T03:10:00+01:00'],
    ['25.10. 03:30', '2026-10-25T03:30:00+01:00'],
    ['24.12. 18:00', '2025-12-24T18:00:00+01:00'],
    ['29.2. 12:00', '2024-02-29T12:00:00+01:00'],
    ['today 03:10', '2026-11-21T03:10:00+01:00'],
    ['yesterday 03:10', '2026-11-20T03:10:00+01:00'],
    ['2026-11-21T03:10:05Z', '2026-11-21T03:10:05Z'],
    ['2026-11-21 03:10+09:00', '2026-11-21T03:10:00+09:00'],
    ['-10 min', '2026-11-20T11:50:00+01:00'],
    ['+30s', '2026-11-20T12:00:30+01:00'],
    ['-1.5h', '2026-11-20T10:30:00+01:00'],
    ['now', '2026-11-21T20:00:00+01:00'],
  ])('%j is %s', (text, at) => {
    expect(parseTypedTime(text, context)).toEqual({ kind: 'time', atMs: Date.parse(at) });
  });

  it('asks which of the two in the repeated hour', () => {
    expect(parseTypedTime('25.10. 02:30', context)).toEqual({
      kind: 'twice',
      choices: [
        { atMs: Date.parse('2026-10-25T02:30:00+02:00'), words: 'Sun 25 Oct 2026 02:30:00 CEST' },
        { atMs: Date.parse('2026-10-25T02:30:00+01:00'), words: 'Sun 25 Oct 2026 02:30:00 CET' },
      ],
    });
  });

  it('says why the skipped hour is no time', () => {
    expect(parseTypedTime('2026-03-29 02:30', context)).toEqual({
      kind: 'refused',
      words: '02:30 does not exist on that day in Europe/Berlin: after 01:59 came 03:00',
    });
  });

  it.each([
    '',
    '25:00',
    '03:60',
    '31.11. 10:00',
    '2026-02-30',
    '3',
    'noon',
    '13:00 pm',
    'x'.repeat(99),
  ])('refuses %j and says what it expects', (text) => {
    const found = parseTypedTime(text, context);
    expect(found.kind).toBe('refused');
    expect(found.kind === 'refused' && found.words).toContain('expected a time such as 03:10');
  });

  it('never throws, and every time it gives is a time', () => {
    const parts = fc.constantFrom(
      '03:10',
      '25.10.',
      '2026-11-21',
      ' ',
      'T',
      ':',
      '02',
      '-',
      'now',
      '+1h',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(parts, { maxLength: 5 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (typed) => {
        const found = parseTypedTime(typed, context);
        expect(found.kind !== 'time' || Number.isFinite(found.atMs)).toBe(true);
      }),
    );
  });
});
