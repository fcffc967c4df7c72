import { toPtzSteps } from '@casement/protocol';
import fc from 'fast-check';
import { isStop } from './drive-state.js';
import { inSteps } from './move-steps.js';

describe('inSteps', () => {
  const speed = fc.double({ min: -1, max: 1, noNaN: true });
  const moves = fc.record({ pan: speed, tilt: speed, zoom: speed });
  const scales = fc.constantFrom(16 as const, 256 as const);

  it('a stick that trembles within a step says the same', () => {
    const one = inSteps({ pan: 0.5, tilt: -0.25, zoom: 0.5 }, 16);
    expect(one).toEqual({ pan: 0.5, tilt: -0.25, zoom: 0.5 });
    expect(inSteps({ pan: 0.51, tilt: -0.24, zoom: 0.55 }, 16)).toEqual(one);
    expect(inSteps({ pan: 0.51, tilt: -0.24, zoom: 0.55 }, 256)).not.toEqual(one);
  });

  it('gives the same steps, and a stop only for a stop', () => {
    fc.assert(
      fc.property(moves, scales, (move, scale) => {
        const stepped = inSteps(move, scale);
        expect(toPtzSteps(stepped, scale)).toEqual(toPtzSteps(move, scale));
        expect(inSteps(stepped, scale)).toEqual(stepped);
        expect(isStop(stepped)).toBe(isStop(move));
      }),
    );
  });
});
