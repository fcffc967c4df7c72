import fc from 'fast-check';
import { pictureBox, pointOnPicture } from './picture-place.js';

const wide = { width: 1920, height: 1080 };

describe('pointOnPicture', () => {
  it.each([
    ['the middle', { x: 260, y: 140 }, { x: 0.5, y: 0.5 }],
    ['the top left corner', { x: 100, y: 50 }, { x: 0, y: 0 }],
    ['the bottom right corner', { x: 420, y: 230 }, { x: 1, y: 1 }],
    ['a quarter from the right, a quarter from above', { x: 340, y: 95 }, { x: 0.75, y: 0.25 }],
  ])('without bars: %s', (_, at, expected) => {
    const element = { left: 100, top: 50, width: 320, height: 180 };
    expect(pointOnPicture(at, element, wide)).toEqual(expected);
  });

  it('leaves bars above and below out', () => {
    const element = { left: 0, top: 0, width: 320, height: 240 };
    expect(pointOnPicture({ x: 160, y: 29 }, element, wide)).toBeUndefined();
    expect(pointOnPicture({ x: 160, y: 30 }, element, wide)).toEqual({ x: 0.5, y: 0 });
    expect(pointOnPicture({ x: 160, y: 120 }, element, wide)).toEqual({ x: 0.5, y: 0.5 });
    expect(pointOnPicture({ x: 160, y: 211 }, element, wide)).toBeUndefined();
  });

  it('leaves bars at the sides out', () => {
    const element = { left: 10, top: 0, width: 480, height: 180 };
    expect(pointOnPicture({ x: 89, y: 90 }, element, wide)).toBeUndefined();
    expect(pointOnPicture({ x: 90, y: 90 }, element, wide)).toEqual({ x: 0, y: 0.5 });
    expect(pointOnPicture({ x: 170, y: 45 }, element, wide)).toEqual({ x: 0.25, y: 0.25 });
  });

  it('is right on an element that is enlarged and moved', () => {
    // Twice as large around the point (80, 45): what was there stays there.
    const element = { left: -80, top: -45, width: 640, height: 360 };
    expect(pointOnPicture({ x: 80, y: 45 }, element, wide)).toEqual({ x: 0.25, y: 0.25 });
    expect(pointOnPicture({ x: 240, y: 135 }, element, wide)).toEqual({ x: 0.5, y: 0.5 });
  });

  it('is right where only a part of the picture is drawn', () => {
    const element = { left: 0, top: 0, width: 320, height: 180 };
    const part = { x: 0.5, y: 0.25, width: 0.25, height: 0.25 };
    expect(pointOnPicture({ x: 160, y: 90 }, element, wide, part)).toEqual({ x: 0.625, y: 0.375 });
  });

  it.each([
    ['no picture', { left: 0, top: 0, width: 9, height: 9 }, { width: 0, height: 0 }],
    ['no element', { left: 0, top: 0, width: 0, height: 0 }, wide],
    ['odd sizes', { left: 0, top: 0, width: 9, height: 9 }, { width: NaN, height: 9 }],
  ])('knows nothing with %s', (_, element, picture) => {
    expect(pointOnPicture({ x: 1, y: 1 }, element, picture)).toBeUndefined();
  });

  const length = fc.integer({ min: 1, max: 4_000 });
  const unit = fc.double({ min: 0, max: 1, noNaN: true });

  it('finds every place of every picture again', () => {
    fc.assert(
      fc.property(
        fc.record({
          left: fc.integer({ min: -2_000, max: 2_000 }),
          top: length,
          width: length,
          height: length,
        }),
        fc.record({ width: length, height: length }),
        unit,
        unit,
        (element, picture, x, y) => {
          const box = pictureBox(element, picture);
          const at = {
            x: (box?.left ?? 0) + x * (box?.width ?? 0),
            y: (box?.top ?? 0) + y * (box?.height ?? 0),
          };
          const found = pointOnPicture(at, element, picture);
          // On the very edge rounding may decide.
          const inside = [x, y].every((one) => one > 1e-6 && one < 1 - 1e-6);
          if (inside || found) {
            expect(found).toEqual({ x: expect.closeTo(x, 5), y: expect.closeTo(y, 5) });
          }
        },
      ),
    );
  });

  it('never answers anything outside the picture', () => {
    fc.assert(
      fc.property(
        fc.record({ x: fc.double(), y: fc.double() }),
        fc.record({ left: fc.double(), top: fc.double(), width: fc.double(), height: fc.double() }),
        fc.record({ width: fc.double(), height: fc.double() }),
        (at, element, picture) => {
          const found = pointOnPicture(at, element, picture);
          const within = [found?.x ?? 0, found?.y ?? 0].every((one) => one >= 0 && one <= 1);
          expect(within).toBe(true);
        },
      ),
    );
  });
});
