import { concatBytes, toHex } from '@casement/bytes';
import fc from 'fast-check';
import { Connection, frame, kinds, MAX_BUFFERED, zeros } from '../fixtures/alarm-connection.js';
import { alarmVector, alarmVectorNames } from '../fixtures/alarm-vectors.js';
import { anyVersion1, anyVersion2 } from '../fixtures/any-alarm.js';
import { anyPlaces, cutAt } from '../fixtures/chunks.js';
import { serializeAlarm } from './serialize-alarm.js';

describe('AlarmFramer, properties', () => {
  it('gives the messages that were sent one after the other, in any split', () => {
    const anySent = fc.record({
      input: fc.oneof(anyVersion1, anyVersion2(0)),
      trailer: fc.constantFrom(0, 0, 24, 48),
    });
    fc.assert(
      fc.property(fc.array(anySent, { maxLength: 6 }), anyPlaces(3000), (sent, places) => {
        const messages = sent.map(({ input }) => serializeAlarm(input));
        const stream = sent.flatMap(({ trailer }, index) => [messages[index]!, zeros(trailer)]);
        const result = frame(cutAt(concatBytes(stream), places));
        // Zeros behind a message of version 2 are kept with it, behind version 1 they belong to nothing.
        const expected = sent.map(({ input, trailer }, index) =>
          concatBytes([messages[index]!, zeros(input.extension === null ? 0 : trailer)]),
        );
        expect(result.messages.map(({ bytes }) => toHex(bytes, bytes.length))).toEqual(
          expected.map((bytes) => toHex(bytes, bytes.length)),
        );
        expect([kinds(result), result.overflows, result.truncated]).toEqual([[], [], 0]);
      }),
    );
  });

  /** Bytes that get far into the framer: messages, areas of any identifier and size, zeros, and anything. */
  const anyPiece = fc.oneof(
    fc.constantFrom(...alarmVectorNames).map(alarmVector),
    fc
      .tuple(fc.constantFrom(...alarmVectorNames), fc.nat(120))
      .map(([name, length]) => alarmVector(name).subarray(0, length)),
    fc
      .tuple(fc.oneof(fc.nat(6), fc.nat(0xffff)), fc.oneof(fc.nat(40), fc.nat(600)), fc.nat(60))
      .map(([id, size, there]) =>
        concatBytes([
          Uint8Array.of(id >> 8, id & 0xff, size >> 8, size & 0xff),
          new Uint8Array(there).fill(0x2a),
        ]),
      ),
    fc.nat(60).map(zeros),
    fc.uint8Array({ maxLength: 60 }),
  );

  it('any bytes in any split give the same, within the limits, without an error', () => {
    fc.assert(
      fc.property(fc.array(anyPiece, { maxLength: 12 }), anyPlaces(1500), (pieces, places) => {
        const bytes = concatBytes(pieces);
        const whole = frame([bytes]);
        expect(frame(cutAt(bytes, places))).toEqual(whole);
        const used = whole.messages.reduce((sum, message) => sum + message.bytes.length, 0);
        expect(used).toBeLessThanOrEqual(bytes.length);
        whole.messages.forEach((message) => {
          expect(message.bytes.length).toBeGreaterThanOrEqual(20);
          expect(message.bytes.length).toBeLessThanOrEqual(4096);
        });
      }),
      { numRuns: 400 },
    );
  });

  it('flushing at any time never throws, and gives no byte twice', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyPiece, fc.boolean()), { maxLength: 12 }), (steps) => {
        const { framer, messages } = new Connection();
        steps.forEach(([bytes, hasSilence]) => {
          framer.push(bytes);
          if (hasSilence) {
            framer.flush();
          }
          expect(framer.buffered).toBeLessThanOrEqual(MAX_BUFFERED);
        });
        framer.end();
        const used = messages.reduce((sum, message) => sum + message.bytes.length, 0);
        expect(used).toBeLessThanOrEqual(steps.reduce((sum, [bytes]) => sum + bytes.length, 0));
      }),
    );
  });
});
