import fc from 'fast-check';
import {
  maxScale,
  nextZoom,
  type PictureZoom,
  shifted,
  type TilePoint,
  unzoomed,
  zoomedAt,
  zoomTransform,
} from './picture-zoom.js';

const middle = { x: 0.5, y: 0.5 };
const point = fc.record({
  x: fc.double({ min: 0, max: 1, noNaN: true }),
  y: fc.double({ min: 0, max: 1, noNaN: true }),
});
const act = fc.oneof(
  fc.record({ type: fc.constant('zoom' as const), at: point, factor: fc.double() }),
  fc.record({ type: fc.constant('shift' as const), at: point, factor: fc.constant(1) }),
);

/** What of the picture is at a place of the tile. */
function seenAt({ scale, left, top }: PictureZoom, { x, y }: TilePoint): TilePoint {
  return { x: (x - left) / scale, y: (y - top) / scale };
}

describe('an enlarged picture', () => {
  it('grows about the place that is pointed at', () => {
    const zoom = zoomedAt(unzoomed, { x: 0.75, y: 0.25 }, 2);
    expect(zoom).toEqual({ scale: 2, left: -0.75, top: -0.25 });
    expect(seenAt(zoom, { x: 0.75, y: 0.25 })).toEqual({ x: 0.75, y: 0.25 });
    expect(zoomTransform(zoom)).toBe('translate(-75%, -25%) scale(2)');
  });

  it('goes back to all of it', () => {
    expect(zoomedAt(zoomedAt(unzoomed, middle, 3), { x: 0, y: 1 }, 0.1)).toBe(unzoomed);
    expect(zoomTransform(unzoomed)).toBeUndefined();
  });

  it('can be moved as far as its edges', () => {
    const zoom = zoomedAt(unzoomed, middle, 2);
    expect(shifted(zoom, { x: 0.1, y: -0.1 })).toEqual({ scale: 2, left: -0.4, top: -0.6 });
    expect(shifted(zoom, { x: 9, y: -9 })).toEqual({ scale: 2, left: 0, top: -1 });
  });

  it('goes through its steps by key', () => {
    const scales = [1, 2, 3, 4, 8].map((scale) => nextZoom({ ...unzoomed, scale }).scale);
    expect(scales).toEqual([2, 4, 4, 1, 1]);
    expect(nextZoom(unzoomed)).toEqual({ scale: 2, left: -0.5, top: -0.5 });
  });

  it('always fills the tile, whatever is done', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        const zoom = acts.reduce<PictureZoom>(
          (before, { type, at, factor }) =>
            type === 'zoom' ? zoomedAt(before, at, factor) : shifted(before, at),
          unzoomed,
        );
        expect(zoom.scale).toBeGreaterThanOrEqual(1);
        expect(zoom.scale).toBeLessThanOrEqual(maxScale);
        for (const corner of [
          { x: 0, y: 0 },
          { x: 1, y: 1 },
        ]) {
          const { x, y } = seenAt(zoom, corner);
          expect(x).toBeGreaterThanOrEqual(-1e-9);
          expect(x).toBeLessThanOrEqual(1 + 1e-9);
          expect(y).toBeGreaterThanOrEqual(-1e-9);
          expect(y).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
    );
  });
});
