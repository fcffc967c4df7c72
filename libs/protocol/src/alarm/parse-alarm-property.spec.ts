import fc from 'fast-check';
import { alarmVector, alarmVectorNames } from '../fixtures/alarm-vectors.js';
import { RECEIVED_MS } from '../fixtures/any-alarm.js';
import { outcomeOf } from '../fixtures/outcome.js';
import { parseAlarm } from './parse-alarm.js';

describe('parseAlarm, properties', () => {
  it('any bytes are read or refused, and stay as they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), (bytes) => {
        if (bytes.length > 15) {
          bytes[15] = 0x80;
        }
        const before = bytes.slice();
        const outcome = outcomeOf(() => parseAlarm(bytes));
        expect('error' in outcome).toBe(bytes.length < 20);
        expect(bytes).toEqual(before);
      }),
    );
  });

  it('a message that is cut anywhere keeps its basic part', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...alarmVectorNames),
        fc.integer({ min: 20, max: 116 }),
        (name, length) => {
          const whole = parseAlarm(alarmVector(name), { receivedMs: RECEIVED_MS });
          const cut = parseAlarm(alarmVector(name).subarray(0, length), {
            receivedMs: RECEIVED_MS,
          });
          expect(cut.basic).toEqual(whole.basic);
          expect(cut.senders.length).toBeLessThanOrEqual(whole.senders.length);
        },
      ),
    );
  });

  it('a broken byte never makes it throw, and defects are few', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...alarmVectorNames),
        fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 5 }),
        (name, changes) => {
          const bytes = alarmVector(name);
          changes.forEach(([at, value]) => {
            bytes[at] = value;
          });
          expect(parseAlarm(bytes).defects.length).toBeLessThanOrEqual(17);
        },
      ),
    );
  });
});
