import fc from 'fast-check';
import { nvrCommands } from './commands.js';
import { toCentre, toPtzSteps } from './ptz-steps.js';

describe('toPtzSteps', () => {
  it.each([
    { move: { pan: 0, tilt: 0, zoom: 0 }, scale: 16, steps: { pan: 0, tilt: 0, zoom: 0 } },
    { move: { pan: 1, tilt: 1, zoom: 1 }, scale: 16, steps: { pan: 16, tilt: -16, zoom: 4 } },
    {
      move: { pan: -1, tilt: -1, zoom: -1 },
      scale: 256,
      steps: { pan: -256, tilt: 256, zoom: -4 },
    },
    { move: { pan: 17 / 16, tilt: -9, zoom: 2 }, scale: 16, steps: { pan: 16, tilt: 16, zoom: 4 } },
    {
      move: { pan: 0.5, tilt: 0.5, zoom: 0.5 },
      scale: 256,
      steps: { pan: 128, tilt: -128, zoom: 2 },
    },
    {
      move: { pan: 0.001, tilt: -0.001, zoom: -0.01 },
      scale: 16,
      steps: { pan: 1, tilt: 1, zoom: -1 },
    },
    {
      move: { pan: Number.NaN, tilt: -0, zoom: Infinity },
      scale: 16,
      steps: { pan: 0, tilt: 0, zoom: 4 },
    },
  ] as const)('B52 makes $steps of $move for $scale', ({ move, scale, steps }) => {
    expect(toPtzSteps(move, scale)).toEqual(steps);
  });

  it('property: every move can be sent, and keeps its directions', () => {
    const speed = fc.double();
    fc.assert(
      fc.property(
        fc.record({ pan: speed, tilt: speed, zoom: speed }),
        fc.constantFrom(16 as const, 256 as const),
        (move, scale) => {
          const steps = toPtzSteps(move, scale);
          expect(nvrCommands.moveCamera('1', 1, steps).path).toContain(
            `&PAN=${String(steps.pan)}&`,
          );
          const direction = (value: number): number => Math.sign(value) || 0;
          expect([steps.pan, -steps.tilt, steps.zoom].map(direction)).toEqual(
            [move.pan, move.tilt, move.zoom].map(direction),
          );
          expect(Math.max(Math.abs(steps.pan), Math.abs(steps.tilt))).toBeLessThanOrEqual(scale);
        },
      ),
    );
  });

  it('property: faster is never slower', () => {
    const speed = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(speed, speed, (one, other) => {
        const [slow, fast] = [one, other].sort((a, b) => a - b) as [number, number];
        const pan = (value: number): number =>
          toPtzSteps({ pan: value, tilt: 0, zoom: 0 }, 256).pan;
        expect(pan(slow)).toBeLessThanOrEqual(pan(fast));
      }),
    );
  });
});

describe('toCentre', () => {
  it.each([
    { name: 'NV21 (75 %, 25 %)', place: { x: 0.75, y: 0.25 }, centre: { x: 8, y: 24 } },
    { name: 'NV21 top left', place: { x: 0, y: 0 }, centre: { x: 32, y: 32 } },
    { name: 'NV21 bottom right', place: { x: 1, y: 1 }, centre: { x: 0, y: 0 } },
    { name: 'bottom left', place: { x: 0, y: 1 }, centre: { x: 32, y: 0 } },
    { name: 'outside', place: { x: -3, y: 7 }, centre: { x: 32, y: 0 } },
    { name: 'nowhere', place: { x: Number.NaN, y: Number.NaN }, centre: { x: 16, y: 16 } },
  ])('$name', ({ place, centre }) => {
    expect(toCentre(place)).toEqual(centre);
  });

  it('property: every place can be sent', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), (x, y) => {
        expect(nvrCommands.centreCamera('1', 1, toCentre({ x, y })).command).toBe('centreCamera');
      }),
    );
  });
});
