import { parseAlarm } from '@casement/protocol';
import { alarmVector, type AlarmVector } from '../receive/testing/alarm-vectors.js';
import { occurredAt, senderTime } from './alarm-instants.js';
import { parsedVector } from './testing/parsed.js';

const utc = { kind: 'named', name: 'UTC' } as const;
const tokyo = { kind: 'named', name: 'Asia/Tokyo' } as const;
const options = { summerTimeIncluded: true, zone: utc };

function changed(name: AlarmVector, from: string, to: string) {
  return parseAlarm(Buffer.from(alarmVector(name).toString('hex').replace(from, to), 'hex'));
}

describe('occurredAt', () => {
  it.each<[string, ReturnType<typeof parseAlarm>, string | null]>([
    ['AL02: the time of the recorder', parsedVector('AL02'), '2026-11-21T16:08:09+09:00'],
    ['AL06: where it began', parsedVector('AL06'), '2026-11-21T16:08:09+09:00'],
    ['AL24: minus is minus', changed('AL02', '01090000', '00053000'), '2026-11-21T16:08:09-05:30'],
    ['summer', changed('AL02', '01090000', '01010001'), '2026-11-21T16:08:09+02:00'],
    ['AL01: the basic part', parsedVector('AL01'), '2026-11-21T07:08:09+00:00'],
    ['AL07: binary', parsedVector('AL07'), '2026-11-21T22:03:10+00:00'],
    ['AL14: no time', parsedVector('AL14'), null],
    [
      'a first device without a time',
      changed('AL06', '8045aabbcc0001261121160809', '8045aabbcc0001ffffffffffff'),
      '2026-11-21T16:08:09+09:00',
    ],
    [
      'a zone that is none, so that of the basic part',
      changed('AL02', '01090000', '07090000'),
      '2026-11-21T07:08:09+00:00',
    ],
  ])('%s', (_name, message, expected) => {
    expect(occurredAt(message, options)).toBe(expected);
  });

  it('reads the basic part in the zone of the recorder', () => {
    expect(occurredAt(parsedVector('AL01'), { ...options, zone: tokyo })).toBe(
      '2026-11-21T07:08:09+09:00',
    );
    const read = { kind: 'read', minutes: -210, summerTime: true } as const;
    expect(occurredAt(parsedVector('AL01'), { ...options, zone: read })).toBe(
      '2026-11-21T07:08:09-03:30',
    );
  });

  it('has summer time in the hour or not, as configured (A26)', () => {
    const message = changed('AL02', '01090000', '01010001');
    const at = (summerTimeIncluded: boolean): number =>
      Date.parse(occurredAt(message, { ...options, summerTimeIncluded }) ?? '');
    expect(at(false) - at(true)).toBe(3_600_000);
  });

  it('writes what has no offset that can be written as UTC', () => {
    const message = changed('AL02', '01090000', '01235901');
    expect(occurredAt(message, options)).toBe('2026-11-20T15:09:09.000Z');
  });
});

describe('senderTime', () => {
  it('is null without a time or a zone', () => {
    const [sender] = parsedVector('AL02').senders;
    expect(senderTime(sender!, true)).toBe('2026-11-21T16:08:09+09:00');
    expect(senderTime({ ...sender!, zone: null }, true)).toBeNull();
    expect(senderTime({ ...sender!, time: null }, true)).toBeNull();
  });
});
