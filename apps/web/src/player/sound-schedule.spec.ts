import fc from 'fast-check';
import { scheduleTimes, SoundSchedule } from './sound-schedule.js';

const durationMs = 20;

describe('SoundSchedule', () => {
  it('puts one piece behind the other without a step', () => {
    const schedule = new SoundSchedule();
    const starts = Array.from({ length: 50 }, (_, index) =>
      schedule.next({
        timeMs: index * durationMs,
        durationMs,
        nowMs: 1_000 + index * durationMs + (index % 3),
      }),
    );
    expect(starts[0]).toBe(1_000 + scheduleTimes.reserve);
    starts.forEach((start, index) => {
      expect(start).toBeCloseTo(1_000 + scheduleTimes.reserve + index * durationMs, 5);
    });
  });

  it('waits for pictures that come later than the sound', () => {
    const schedule = new SoundSchedule();
    schedule.picture(0, 1_300);
    expect(schedule.next({ timeMs: 0, durationMs, nowMs: 1_000 })).toBe(1_300);
  });

  it('begins again with something in hand when it ran dry', () => {
    const schedule = new SoundSchedule();
    schedule.next({ timeMs: 0, durationMs, nowMs: 1_000 });
    const late = schedule.next({ timeMs: 20, durationMs, nowMs: 1_300 });
    expect(late).toBeGreaterThanOrEqual(1_300);
    expect(late).toBeLessThanOrEqual(1_300 + scheduleTimes.reserve + scheduleTimes.tolerance);
  });

  it('is in step again some seconds after pieces were late', () => {
    const schedule = new SoundSchedule();
    const apart: number[] = [];
    for (let index = 0; index < 500; index += 1) {
      const timeMs = index * durationMs;
      const lateMs = index >= 100 && index < 110 ? 400 : 0;
      schedule.picture(timeMs, 1_060 + timeMs);
      const startMs = schedule.next({ timeMs, durationMs, nowMs: 1_000 + timeMs + lateMs });
      apart.push((startMs ?? Number.NaN) - (1_060 + timeMs));
    }
    expect(Math.max(...apart.slice(0, 100).map(Math.abs))).toBeLessThanOrEqual(1);
    expect(apart[105]).toBeGreaterThan(300);
    expect(Math.max(...apart.slice(-100).map(Math.abs))).toBeLessThanOrEqual(
      scheduleTimes.tolerance,
    );
  });

  it('never lays two pieces over each other', () => {
    const jitter = fc.array(fc.nat(300), { minLength: 20, maxLength: 200 });
    fc.assert(
      fc.property(jitter, (lateness) => {
        const schedule = new SoundSchedule();
        let endMs = 0;
        let nowMs = 0;
        lateness.forEach((lateMs, index) => {
          const timeMs = index * durationMs;
          nowMs = Math.max(nowMs, timeMs + lateMs);
          const startMs = schedule.next({ timeMs, durationMs, nowMs });
          if (startMs !== undefined) {
            expect(startMs).toBeGreaterThanOrEqual(endMs);
            endMs = startMs + durationMs;
          }
        });
      }),
    );
  });

  it('stays within 80 ms of pictures that go on while the sound drifts by 200 ppm', () => {
    const schedule = new SoundSchedule();
    let worstMs = 0;
    for (let index = 0; index < 50 * 600; index += 1) {
      const timeMs = index * durationMs;
      const nowMs = 1_000 + timeMs;
      schedule.picture(timeMs, nowMs + 60);
      // A sound card whose pieces are a little longer than the stream says.
      const startMs = schedule.next({ timeMs, durationMs: durationMs * 1.0002, nowMs });
      worstMs = Math.max(worstMs, Math.abs((startMs ?? nowMs) - (nowMs + 60)));
    }
    expect(worstMs).toBeLessThan(80);
  });

  it('never sends anything into the past or far into the future, whatever the clocks do', () => {
    const clock = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(clock, fc.nat(500), fc.boolean())), (steps) => {
        const schedule = new SoundSchedule();
        let nowMs = 0;
        for (const [timeMs, passedMs, isPicture] of steps) {
          nowMs += passedMs;
          if (isPicture) {
            schedule.picture(timeMs, nowMs);
          } else {
            const startMs = schedule.next({ timeMs, durationMs, nowMs });
            expect(startMs === undefined || startMs >= nowMs).toBe(true);
            expect(startMs === undefined || startMs <= nowMs + scheduleTimes.horizon).toBe(true);
          }
        }
      }),
    );
  });
});
