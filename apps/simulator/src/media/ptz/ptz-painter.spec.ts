import fc from 'fast-check';
import { harbour } from './harbour.js';
import { shipSeconds, ships } from './harbour-ships.js';
import { PtzPainter, sceneryPhase } from './ptz-painter.js';
import type { PtzView } from './ptz-view.js';
import { ptzLimits, restingView } from './ptz-view.js';
import type { Raster } from './raster.js';

const size = { columns: 160, rows: 80, visibleRows: 74, axisRow: 30, lamps: 8 };

function copyOf({ planes }: Raster): readonly Buffer[] {
  return planes.map(({ data }) => Buffer.from(data));
}

/** Lowest and highest value. */
function rangeOf(data: Buffer): readonly [number, number] {
  let [lowest, highest] = [255, 0];
  for (const value of data) {
    lowest = value < lowest ? value : lowest;
    highest = value > highest ? value : highest;
  }
  return [lowest, highest];
}

const views = fc.record(
  Object.fromEntries(
    Object.entries(ptzLimits).map(([key, [min, max]]) => [
      key,
      ['focus', 'iris', 'aux'].includes(key)
        ? fc.integer({ min, max })
        : fc.double({ min, max, noNaN: true }),
    ]),
  ) as { [Key in keyof PtzView]: fc.Arbitrary<number> },
);

describe('the harbour', () => {
  it('is made of shapes that are somewhere', () => {
    const sections = [...harbour.far, ...harbour.near, ...ships(1_700_000_000)];
    expect(sections.length).toBeGreaterThan(200);
    const lost = sections.flatMap((section) =>
      [section, ...section.shapes].filter(
        (shape) =>
          !(shape.right > shape.left && shape.top > shape.bottom) ||
          shape.left < section.left ||
          shape.right > section.right ||
          shape.bottom < section.bottom ||
          shape.top > section.top,
      ),
    );
    expect(lost).toEqual([]);
  });

  it('has ships that go on, not at every moment', () => {
    const at = (second: number): readonly number[] => ships(second).map(({ left }) => left);
    expect(at(1_000)).toEqual(at(1_000 + shipSeconds - 1));
    expect(at(1_000)).not.toEqual(at(1_000 + shipSeconds));
    expect(sceneryPhase(1_000)).toBe(sceneryPhase(1_002));
    expect(sceneryPhase(1_000)).not.toBe(sceneryPhase(1_001));
    expect(sceneryPhase(1_000)).not.toBe(sceneryPhase(1_000 + shipSeconds));
  });
});

describe('PtzPainter', () => {
  it('paints any view, with values that video has, and the same again', () => {
    const [one, other] = [new PtzPainter(size), new PtzPainter(size)];
    fc.assert(
      fc.property(views, fc.integer({ min: 0, max: 4_000_000_000 }), (view, second) => {
        const painted = copyOf(one.paint(view, second));
        // What was painted before leaves nothing behind.
        other.paint({ ...restingView, pan: -view.pan }, second + 5);
        const again = copyOf(other.paint(view, second));
        expect(again.map((data, index) => data.equals(painted[index] ?? data))).toEqual(
          Array(3).fill(true),
        );
        painted.map(rangeOf).forEach(([lowest, highest], index) => {
          expect(lowest).toBeGreaterThanOrEqual(16);
          expect(highest).toBeLessThanOrEqual(index === 0 ? 235 : 240);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('shows something at every place and zoom that a camera can have', () => {
    const painter = new PtzPainter({ ...size, lamps: 0 });
    for (let pan = -170; pan <= 170; pan += 17) {
      for (const tilt of [-38, -20, -12, -6]) {
        const { data } = painter.paint({ ...restingView, pan, tilt, zoom: 8 }, 0).y;
        expect(new Set(data).size).toBeGreaterThan(8);
      }
    }
  });
});
