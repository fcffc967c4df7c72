import fc from 'fast-check';
import { PictureClock } from './picture-clock.js';

function pullAll(clock: PictureClock, nowMs: number): number[] {
  const due: number[] = [];
  for (let next = clock.pull(nowMs); next !== undefined; next = clock.pull(nowMs)) {
    due.push(next);
  }
  return due;
}

describe('picture clock', () => {
  const options = { fps: 25, picturesPerGop: 50, startMs: 1_000 };

  it('begins with the next picture and says how long to wait', () => {
    const clock = new PictureClock(options);
    clock.resume(1_401);
    expect(clock.pull(1_401)).toBeUndefined();
    expect(clock.waitMs(1_401)).toBe(39);
    expect(clock.pull(1_440)).toBe(11);
    expect(clock.waitMs(1_500)).toBe(0);
  });

  it('catches up in a burst when it is a little late', () => {
    const clock = new PictureClock(options);
    clock.resume(1_000);
    expect(pullAll(clock, 1_200)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(clock.skipped).toBe(0);
  });

  it('goes on with a random access picture after a long stall', () => {
    const clock = new PictureClock(options);
    clock.resume(1_000);
    expect(pullAll(clock, 1_000)).toEqual([0]);
    expect(pullAll(clock, 4_000)).toEqual([]);
    expect(clock.skipped).toBe(99);
    expect(pullAll(clock, 5_000)).toEqual([100]);
  });

  it('does not drift: n seconds are n * fps pictures, however late and often it is asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 40 }),
        (fps, steps) => {
          const clock = new PictureClock({ fps, picturesPerGop: 10, startMs: 0 });
          const due: number[] = [];
          let nowMs = 0;
          for (const step of steps) {
            nowMs += step;
            due.push(...pullAll(clock, nowMs));
          }
          expect(due).toEqual(due.map((_, at) => at));
          expect(due.length).toBe(Math.floor((nowMs * fps) / 1000 + 1e-9) + 1);
        },
      ),
    );
  });
});
