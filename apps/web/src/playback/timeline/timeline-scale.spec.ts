import fc from 'fast-check';
import {
  following,
  longestViewMs,
  panned,
  pinched,
  shortestViewMs,
  timeAtX,
  viewAround,
  viewLength,
  withoutFuture,
  xOf,
  zoomed,
} from './timeline-scale.js';

const anyTime = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2037, 0, 1) });
const anyView = fc
  .tuple(anyTime, fc.integer({ min: shortestViewMs, max: longestViewMs }))
  .map(([at, length]) => viewAround(at, length));
const anyShare = fc.double({ min: 0, max: 1, noNaN: true });

describe('timeline scale', () => {
  it('a place and its time belong together', () => {
    fc.assert(
      fc.property(anyView, anyShare, fc.integer({ min: 50, max: 4_000 }), (view, share, width) => {
        const x = share * width;
        expect(Math.abs(xOf(view, width, timeAtX(view, width, x)) - x)).toBeLessThan(0.1);
      }),
    );
  });

  it('zooming keeps the anchor where it is, and stays within 10 seconds and 30 days', () => {
    const anyFactor = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(anyView, anyFactor, anyShare, (view, factor, share) => {
        const anchor = view.fromMs + share * viewLength(view);
        const next = zoomed(view, factor, anchor);
        expect(viewLength(next)).toBeGreaterThanOrEqual(shortestViewMs - 1);
        expect(viewLength(next)).toBeLessThanOrEqual(longestViewMs + 1);
        expect(Math.abs(xOf(next, 1_000, anchor) - share * 1_000)).toBeLessThan(0.1);
      }),
    );
  });

  it('takes nonsense for the widest view', () => {
    expect(viewLength(viewAround(0, Number.NaN))).toBe(longestViewMs);
    expect(viewLength(viewAround(0, 1))).toBe(shortestViewMs);
  });

  it('two fingers keep the times below them', () => {
    const view = { fromMs: 0, toMs: 100_000 };
    const next = pinched(view, 1_000, [400, 600], [300, 700]);
    expect(viewLength(next)).toBeCloseTo(50_000);
    expect(timeAtX(next, 1_000, 300)).toBeCloseTo(timeAtX(view, 1_000, 400));
    expect(timeAtX(next, 1_000, 700)).toBeCloseTo(timeAtX(view, 1_000, 600));
    expect(pinched(view, 1_000, [400, 600], [450, 650])).toEqual(panned(view, -5_000));
  });

  it('the playhead stays well inside', () => {
    fc.assert(
      fc.property(anyView, fc.double({ min: -5, max: 6, noNaN: true }), (view, share) => {
        const head = view.fromMs + share * viewLength(view);
        const next = following(view, head);
        const after = (head - next.fromMs) / viewLength(next);
        expect(after).toBeGreaterThanOrEqual(0.149);
        expect(after).toBeLessThanOrEqual(0.851);
        expect(Math.abs(viewLength(next) - viewLength(view))).toBeLessThan(1);
      }),
    );
    const still = { fromMs: 0, toMs: 100_000 };
    expect(following(still, 50_000)).toBe(still);
  });

  it('shows a quarter of the future at most', () => {
    const view = { fromMs: 0, toMs: 100_000 };
    expect(withoutFuture(view, 80_000)).toBe(view);
    expect(withoutFuture(view, 50_000)).toEqual({ fromMs: -25_000, toMs: 75_000 });
  });
});
