import fc from 'fast-check';
import { HeldConnections, placesOf } from './held-connections.js';

describe('HeldConnections', () => {
  it('never gives more places than there are, and loses none', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9)), fc.integer({ min: 0, max: 4 }), (steps, places) => {
        const connections = new HeldConnections(() => places);
        const held: (() => void)[] = [];
        for (const step of steps) {
          if (step < 5) {
            const leave = connections.take();
            expect(leave === undefined).toBe(held.length >= places);
            held.push(...(leave ? [leave] : []));
          } else {
            const leave = held.splice(step % Math.max(1, held.length), 1)[0];
            leave?.();
            leave?.();
          }
        }
      }),
    );
  });
});

describe('placesOf', () => {
  it.each([
    ['http/1.1', 3],
    ['', 3],
    ['h2', Infinity],
    ['h3', Infinity],
  ])('"%s"', (protocol, places) => {
    expect(placesOf(protocol)).toBe(places);
  });
});
