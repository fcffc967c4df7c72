import fc from 'fast-check';
import { HeldConnections, placesOf } from './held-connections.js';

describe('HeldConnections', () => {
  it('never gives more places than there are, and loses none', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9)), fc.integer({ min: 0, max: 4 }), (steps, byItself) => {
        const places = { byItself, inAll: byItself + 2 };
        const connections = new HeldConnections(() => places);
        const held: (() => void)[] = [];
        for (const step of steps) {
          if (step < 5) {
            const chosen = step < 2;
            const leave = connections.take(chosen);
            const limit = chosen ? places.inAll : places.byItself;
            expect(leave === undefined).toBe(held.length >= limit);
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
    ['http/1.1', 3, 5],
    ['', 3, 5],
    ['h2', Infinity, Infinity],
    ['h3', Infinity, Infinity],
  ])('"%s"', (protocol, byItself, inAll) => {
    expect(placesOf(protocol)).toEqual({ byItself, inAll });
  });
});
