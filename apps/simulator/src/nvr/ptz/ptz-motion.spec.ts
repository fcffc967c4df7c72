import fc from 'fast-check';
import { ptzLimits, restingView } from '../../media/index.js';
import { isMoving, resting, travelTo, viewAfter } from './ptz-motion.js';
import type { PtzMotion } from './ptz-motion.js';
import { PtzTrack } from './ptz-track.js';

const drive: PtzMotion = { kind: 'drive', pan: 10, tilt: -5, zoom: 1, forMs: 2_000 };

describe('a motion', () => {
  it.each([
    { afterMs: 0, pan: 0, tilt: -4, zoom: 1 },
    { afterMs: 1_000, pan: 10, tilt: -9, zoom: 2 },
    { afterMs: 2_000, pan: 20, tilt: -14, zoom: 4 },
    { afterMs: 60_000, pan: 20, tilt: -14, zoom: 4 },
  ])('drives on until its time is over: $afterMs ms', ({ afterMs, ...expected }) => {
    expect(viewAfter(restingView, drive, afterMs)).toMatchObject(expected);
    expect(isMoving(drive, afterMs)).toBe(afterMs < 2_000);
  });

  it('never leaves the ends of travel', () => {
    fc.assert(
      fc.property(
        fc.record({
          pan: fc.double({ min: -500, max: 500, noNaN: true }),
          tilt: fc.double({ min: -500, max: 500, noNaN: true }),
          zoom: fc.double({ min: -5, max: 5, noNaN: true }),
          forMs: fc.integer({ min: 1, max: 60_000 }),
        }),
        fc.integer({ min: 0, max: 100_000 }),
        (speeds, afterMs) => {
          const view = viewAfter(restingView, { kind: 'drive', ...speeds }, afterMs);
          for (const key of ['pan', 'tilt', 'zoom'] as const) {
            expect(view[key]).toBeGreaterThanOrEqual(ptzLimits[key][0]);
            expect(view[key]).toBeLessThanOrEqual(ptzLimits[key][1]);
          }
        },
      ),
    );
  });

  it('travels in a time that depends on the way', () => {
    const to = { pan: 90, tilt: -4, zoom: 1 };
    const travel = travelTo(restingView, to);
    expect(travel).toEqual({ kind: 'travel', to, forMs: 500 });
    expect(viewAfter(restingView, travel, 250).pan).toBe(45);
    expect(viewAfter(restingView, travel, 500)).toMatchObject(to);
    expect(travelTo(restingView, restingView)).toEqual(resting());
  });
});

describe('a track', () => {
  it('remembers where the camera looked', () => {
    const track = new PtzTrack(restingView);
    track.move(1_000, drive);
    track.set(2_000, { iris: -2 });
    track.move(2_500, resting());
    track.set(4_000, { pan: -30 });
    expect([0, 1_000, 1_500, 2_500, 3_999, 4_000, 9_000].map((ms) => track.viewAt(ms).pan)).toEqual(
      [0, 0, 5, 15, 15, -30, -30],
    );
    expect(track.viewAt(1_999).iris).toBe(0);
    expect(track.viewAt(2_000).iris).toBe(-2);
    expect([999, 1_500, 2_499, 2_500].map((ms) => track.isMovingAt(ms))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('ends a drive by itself', () => {
    const track = new PtzTrack(restingView);
    track.move(0, drive);
    expect(track.endsMs).toBe(2_000);
    track.set(1_500, { focus: 1 });
    expect(track.endsMs).toBe(2_000);
    expect(track.viewAt(5_000)).toMatchObject({ pan: 20, focus: 1 });
  });

  it('takes what seems to come from the past as coming now', () => {
    const track = new PtzTrack(restingView);
    track.move(1_000, drive);
    track.move(500, resting());
    expect(track.viewAt(5_000).pan).toBe(0);
  });

  it('forgets what is long ago', () => {
    const track = new PtzTrack(restingView);
    for (let at = 0; at < 25_000; at += 1) {
      track.set(at, { pan: at % 100 });
    }
    expect(track.forgotten).toBeGreaterThanOrEqual(4_000);
    expect(track.viewAt(24_950).pan).toBe(50);
    expect(track.viewAt(0)).toEqual(track.viewAt(-1));
  });
});
