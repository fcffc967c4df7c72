import fc from 'fast-check';
import { gopOf, packetizedUnit } from '../fixtures/packetized-units.js';
import { GopBuffer } from './gop-buffer.js';
import type { GopBufferOptions } from './gop-buffer.js';
import type { PacketizedUnit } from './packetized-unit.js';

function filled(units: readonly PacketizedUnit[], options?: GopBufferOptions): GopBuffer {
  const gop = new GopBuffer(options);
  units.forEach((unit) => gop.push(unit));
  return gop;
}

describe('GopBuffer', () => {
  it('keeps the units since the last random access unit', () => {
    const second = gopOf(5, 10);
    const gop = filled([...gopOf(10), ...second]);
    expect(gop.snapshot()).toEqual(second);
    expect(gop.randomAccessUnit).toBe(second[0]);
    expect(gop.statistics).toEqual({ accessUnits: 5, bytes: 500, overflows: 0 });
  });

  it('keeps nothing before the first random access unit', () => {
    const gop = filled([packetizedUnit(1), packetizedUnit(2)]);
    expect(gop.snapshot()).toEqual([]);
    expect(gop.randomAccessUnit).toBeUndefined();
  });

  it.each([
    { name: 'access units', options: { maxAccessUnits: 3 } },
    { name: 'bytes', options: { maxBytes: 399 } },
  ])('drops a GOP of too many $name until the next random access unit', ({ options }) => {
    const long = gopOf(6);
    const gop = filled(long, options);
    expect(gop.snapshot()).toEqual([]);
    expect(gop.statistics).toEqual({ accessUnits: 0, bytes: 0, overflows: 1 });
    expect(gop.randomAccessUnit).toBe(long[0]);
    const next = gopOf(3, 6);
    next.forEach((unit) => gop.push(unit));
    expect(gop.snapshot()).toEqual(next);
  });

  it('drops the GOP at a discontinuity, which it does not lead up to', () => {
    const gop = filled([
      ...gopOf(3),
      packetizedUnit(5, { discontinuity: true }),
      packetizedUnit(6),
    ]);
    expect(gop.snapshot()).toEqual([]);
  });

  it('gives out snapshots, which do not change', () => {
    const gop = filled(gopOf(2));
    const snapshot = gop.snapshot();
    gop.push(packetizedUnit(2));
    expect(snapshot).toHaveLength(2);
  });

  it('forgets everything', () => {
    const gop = filled(gopOf(2));
    gop.clear();
    expect(gop.snapshot()).toEqual([]);
    expect(gop.randomAccessUnit).toBeUndefined();
  });

  it('never exceeds its bounds and always starts with a random access unit', () => {
    const unit = fc
      .record({
        idr: fc.boolean(),
        bytes: fc.integer({ min: 0, max: 400 }),
        discontinuity: fc.boolean(),
      })
      .map((fields) => packetizedUnit(1, fields));
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 60 }), (units) => {
        const gop = new GopBuffer({ maxBytes: 1_000, maxAccessUnits: 5 });
        for (const each of units) {
          gop.push(each);
          const snapshot = gop.snapshot();
          expect(snapshot.length).toBeLessThanOrEqual(5);
          expect(snapshot.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(gop.statistics.bytes);
          expect(gop.statistics.bytes).toBeLessThanOrEqual(1_000);
          expect(snapshot[0]?.randomAccess ?? true).toBe(true);
        }
      }),
    );
  });
});
