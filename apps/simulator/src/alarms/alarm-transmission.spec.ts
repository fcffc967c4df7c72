import { concatBytes } from '@casement/bytes';
import fc from 'fast-check';
import { createRandom } from '../random.js';
import { alarmFaultNames } from './alarm-request.js';
import { planTransmission } from './alarm-transmission.js';

const messages = fc.uint8Array({ minLength: 20, maxLength: 600 });
const seeds = fc.integer({ min: 0, max: 0xffff_ffff });

describe('what a connection gets of a message', () => {
  it('split: the same bytes, one by one', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const { pieces } = planTransmission(message, 'split', createRandom(1));
        expect(pieces.every(({ length }) => length === 1)).toBe(true);
        expect(concatBytes(pieces)).toEqual(message);
      }),
    );
  });

  it('truncated: the beginning, never all, never nothing', () => {
    fc.assert(
      fc.property(
        messages,
        seeds,
        fc.option(fc.integer({ min: 1, max: 4_096 })),
        (message, seed, keep) => {
          const { pieces } = planTransmission(
            message,
            'truncated',
            createRandom(seed),
            keep ?? undefined,
          );
          const { length } = concatBytes(pieces);
          expect(length).toBeGreaterThan(0);
          expect(length).toBeLessThan(message.length);
          expect(concatBytes(pieces)).toEqual(message.subarray(0, length));
        },
      ),
    );
  });

  it.each(alarmFaultNames)('%s: leaves the message itself as it is', (fault) => {
    fc.assert(
      fc.property(messages, seeds, (message, seed) => {
        const before = message.slice();
        planTransmission(message, fault, createRandom(seed));
        expect(message).toEqual(before);
      }),
    );
  });

  it('half-open alone stays open', () => {
    const message = new Uint8Array(56);
    const open = alarmFaultNames.filter(
      (fault) => planTransmission(message, fault, createRandom(1)).leavesOpen,
    );
    expect(open).toEqual(['half-open']);
  });
});
