import fc from 'fast-check';
import { Plane } from './plane.js';
import { ellipse } from './shape.js';

const side = 24;

function plane(lines = 4): Plane {
  return new Plane(side, side, lines);
}

/** How much of a plane is covered, in dots. */
function covered({ data }: Plane): number {
  return data.reduce((sum, value) => sum + value, 0) / 200;
}

describe('Plane', () => {
  it('fills what a box covers, edges in proportion', () => {
    const drawing = plane();
    drawing.box({ left: 2.25, top: 3, right: 5.5, bottom: 4.5 }, 200, 1);
    expect([...drawing.data.subarray(3 * side, 3 * side + 7)]).toEqual([
      0, 0, 150, 200, 200, 100, 0,
    ]);
    expect([...drawing.data.subarray(4 * side, 4 * side + 7)]).toEqual([0, 0, 75, 100, 100, 50, 0]);
  });

  it('takes boxes and polygons of any place and size, and fills what they cover', () => {
    const place = fc.double({ min: -40, max: 60, noNaN: true });
    fc.assert(
      fc.property(place, place, place, place, (x1, y1, x2, y2) => {
        const [left, right] = [Math.min(x1, x2), Math.max(x1, x2)];
        const [top, bottom] = [Math.min(y1, y2), Math.max(y1, y2)];
        const area = { left, right, top, bottom };
        const within = (value: number): number => Math.min(side, Math.max(0, value));
        const expected = (within(right) - within(left)) * (within(bottom) - within(top));
        const asBox = plane();
        asBox.box(area, 200, 1);
        // A dot of the edge is at most half a step of 200 wrong.
        expect(Math.abs(covered(asBox) - expected)).toBeLessThanOrEqual(0.4);
        const asPolygon = plane(16);
        const corners = Float64Array.of(left, top, right, top, right, bottom, left, bottom);
        asPolygon.polygon(corners, area, 200, 1);
        expect(Math.abs(covered(asPolygon) - expected)).toBeLessThanOrEqual(side / 16 + 0.5);
      }),
    );
  });

  it('leaves nothing behind from one polygon to the next', () => {
    const triangle = Float64Array.of(-5, 2, 30, 2, 12, 20);
    const area = { left: -5, right: 30, top: 2, bottom: 20 };
    const [once, twice] = [plane(), plane()];
    once.polygon(triangle, area, 90, 1);
    twice.polygon(triangle, area, 10, 1);
    twice.data.fill(0);
    twice.polygon(triangle, area, 90, 1);
    expect(twice.data).toEqual(once.data);
  });

  it('fills an ellipse', () => {
    const drawing = plane();
    const { corners, ...area } = ellipse(2, 4, 20, 12, '#ffffff');
    drawing.polygon(corners ?? new Float64Array(), { ...area, top: 4, bottom: 16 }, 200, 1);
    expect(covered(drawing) / (Math.PI * 10 * 6)).toBeCloseTo(0.99, 1);
  });

  it('survives what is no polygon', () => {
    const drawing = plane();
    const area = { left: 0, top: 0, right: side, bottom: side };
    drawing.polygon(Float64Array.of(), area, 200, 1);
    drawing.polygon(Float64Array.of(3, 3), area, 200, 1);
    const many = Float64Array.from({ length: 600 }, (_, index) => ((index * 37) % 240) / 10);
    drawing.polygon(many, area, 200, 1);
    expect(covered(drawing)).toBeLessThanOrEqual(side * side);
  });
});
