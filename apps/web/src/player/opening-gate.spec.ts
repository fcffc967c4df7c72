import fc from 'fast-check';
import { FakeTimers } from '../testing/fake-timers.js';
import { OpeningGate } from './opening-gate.js';

function gate(places = 2): { gate: OpeningGate; timers: FakeTimers } {
  const timers = new FakeTimers();
  return {
    timers,
    gate: new OpeningGate({
      places,
      holdMs: 3_000,
      setTimeout: timers.setTimeout,
      clearTimeout: timers.clearTimeout,
    }),
  };
}

describe('OpeningGate', () => {
  it('lets as many in as it has places, the others in order', () => {
    const { gate: door } = gate();
    const begun: number[] = [];
    const leaves = [1, 2, 3, 4].map((tile) => door.enter(() => begun.push(tile)));
    expect(begun).toEqual([1, 2]);
    leaves[1]?.();
    leaves[1]?.();
    expect(begun).toEqual([1, 2, 3]);
  });

  it('does not begin what left the queue', () => {
    const { gate: door } = gate(1);
    const begun: number[] = [];
    const [first, second] = [1, 2, 3].map((tile) => door.enter(() => begun.push(tile)));
    second?.();
    first?.();
    expect(begun).toEqual([1, 3]);
  });

  it('does not wait for ever for a slow one', () => {
    const { gate: door, timers } = gate(1);
    const begun: number[] = [];
    [1, 2].forEach((tile) => door.enter(() => begun.push(tile)));
    timers.pass(3_000);
    expect(begun).toEqual([1, 2]);
  });

  it('begins everybody who stays, and never loses a place', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('enter', 'leave', 'pass'), { maxLength: 100 }),
        (steps) => {
          const { gate: door, timers } = gate(2);
          const tiles: { leave: () => void; begun: boolean; left: boolean }[] = [];
          for (const step of steps) {
            if (step === 'enter') {
              const tile = { leave: (): void => undefined, begun: false, left: false };
              tiles.push(tile);
              tile.leave = door.enter(() => (tile.begun = true));
            } else if (step === 'leave') {
              const tile = tiles.find(({ left }) => !left);
              tile?.leave();
              if (tile) {
                tile.left = true;
              }
            } else {
              timers.pass(3_000);
            }
          }
          timers.pass(3_000 * (tiles.length + 1));
          expect(tiles.every(({ begun, left }) => begun || left)).toBe(true);
          expect(timers.pending).toBe(0);
        },
      ),
    );
  });
});
