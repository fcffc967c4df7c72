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
      expect(start).toBeCloseTo(1_040 + index * durationMs, 5);
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
