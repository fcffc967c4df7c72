import fc from 'fast-check';
import { deadZone, hasLeft, pinchZoom, stickMove, stickSpeed, wheelZoom } from './joystick.js';

const distance = fc.double({ min: -10_000, max: 10_000, noNaN: true });

describe('stickSpeed', () => {
  it('is nothing in the dead zone and all of it at the rim', () => {
    expect([0, deadZone, 1, 7].map(stickSpeed)).toEqual([0, 0, 1, 1]);
  });

  it('is finer near the middle than at the rim', () => {
    expect(stickSpeed(0.3) - stickSpeed(0.2)).toBeLessThan(stickSpeed(1) - stickSpeed(0.9));
  });

  it('never falls', () => {
    const unit = fc.double({ min: 0, max: 2, noNaN: true });
    fc.assert(
      fc.property(unit, unit, (one, other) => {
        const [less, more] = one < other ? [one, other] : [other, one];
        expect(stickSpeed(less)).toBeLessThanOrEqual(stickSpeed(more));
      }),
    );
  });
});

describe('stickMove', () => {
  it.each([
    [
      { x: 100, y: 0 },
      { pan: 1, tilt: 0 },
    ],
    [
      { x: -300, y: 0 },
      { pan: -1, tilt: 0 },
    ],
    [
      { x: 0, y: -100 },
      { pan: 0, tilt: 1 },
    ],
    [
      { x: 0, y: 100 },
      { pan: 0, tilt: -1 },
    ],
    [
      { x: 100, y: -100 },
      { pan: 0.703125, tilt: 0.703125 },
    ],
    [
      { x: 7, y: 0 },
      { pan: 0, tilt: 0 },
    ],
    [
      { x: 0, y: 0 },
      { pan: 0, tilt: 0 },
    ],
  ])('%j: %j', (way, expected) => {
    expect(stickMove(way, 100)).toEqual(expected);
  });

  it('goes the way that was drawn, never faster than all of it', () => {
    fc.assert(
      fc.property(distance, distance, distance, (x, y, reach) => {
        const { pan, tilt } = stickMove({ x, y }, reach);
        expect(Math.hypot(pan, tilt)).toBeLessThanOrEqual(1.02);
        expect(pan * x).toBeGreaterThanOrEqual(0);
        expect(tilt * y).toBeLessThanOrEqual(0);
        expect(hasLeft({ x, y }, reach)).toBe(pan !== 0 || tilt !== 0);
      }),
    );
  });
});

describe('pinchZoom', () => {
  it.each([
    [100, 200, 1],
    [100, 50, -1],
    [100, 100, 0],
    [100, 103, 0],
    [0, 100, 0],
    [100, 0, 0],
    [NaN, 5, 0],
  ])('from %d to %d: %d', (began, now, zoom) => {
    expect(pinchZoom(began, now)).toBeCloseTo(zoom, 9);
  });
});

describe('wheelZoom', () => {
  it.each([
    [{ deltaY: -100, deltaMode: 0 }, 0.5],
    [{ deltaY: 100, deltaMode: 0 }, -0.5],
    [{ deltaY: -3, deltaMode: 1 }, 0.6],
    [{ deltaY: 4, deltaMode: 2 }, -1],
    [{ deltaY: -1, deltaMode: 0 }, 0.2],
    [{ deltaY: 0, deltaMode: 0 }, 0],
  ])('%j: %d', (event, zoom) => {
    expect(wheelZoom(event)).toBeCloseTo(zoom, 9);
  });
});
