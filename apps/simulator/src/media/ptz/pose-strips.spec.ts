import fc from 'fast-check';
import { parsePtzStrips, ptzStripValues } from './pose-strips.js';
import { ptzLimits, restingView, sameView } from './ptz-view.js';

const between = ([min, max]: readonly [number, number], parts: number) =>
  fc.integer({ min: min * parts, max: max * parts }).map((value) => value / parts);

describe('the strips of a camera that moves', () => {
  it('say every view that there can be', () => {
    fc.assert(
      fc.property(
        fc.record({
          pan: between(ptzLimits.pan, 100),
          tilt: between(ptzLimits.tilt, 100),
          zoom: between(ptzLimits.zoom, 100),
          focus: between(ptzLimits.focus, 1),
          iris: between(ptzLimits.iris, 1),
          aux: between(ptzLimits.aux, 1),
        }),
        (view) => {
          const values = ptzStripValues(view);
          expect(values.pose).toBeLessThan(2 ** 32);
          expect(values.lens).toBeLessThan(2 ** 32);
          const read = parsePtzStrips(values);
          for (const key of Object.keys(ptzLimits) as (keyof typeof view)[]) {
            expect(read[key]).toBeCloseTo(view[key], 6);
          }
        },
      ),
    );
  });

  it('say the nearest view that there can be', () => {
    const far = { pan: 1_000, tilt: -1_000, zoom: 99, focus: 40, iris: -40, aux: 999 };
    const read = parsePtzStrips(ptzStripValues(far));
    expect(read).toEqual({ pan: 170, tilt: -40, zoom: 20, focus: 10, iris: -8, aux: 255 });
    expect(sameView(read, restingView)).toBe(false);
  });
});
