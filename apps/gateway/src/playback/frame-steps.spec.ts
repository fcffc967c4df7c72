import { ManualClock } from '../net/testing/manual-clock.js';
import { FrameSteps } from './frame-steps.js';
import { GopCache } from './gop-cache.js';
import { PlaybackGroup } from './playback-group.js';
import { keptGop } from './testing/recorded-gops.js';

function bench(...startsMs: number[]) {
  const clock = new ManualClock(0);
  const cache = new GopCache();
  startsMs.forEach((startMs) => cache.put(keptGop(startMs)));
  const group = new PlaybackGroup({ clock, positionMs: 1_600 });
  const told: [number, number][] = [];
  const steps = new FrameSteps({
    clock,
    group,
    source: () => ({ recorder: 'r', camera: 1, cache, held: [] }),
    drive: { stepped: (direction, shownMs) => told.push([direction, shownMs]) },
  });
  return { clock, cache, group, steps, told };
}

describe('frame steps', () => {
  it('go to the exact time of the picture beside, and tell the recorder which one was shown', async () => {
    const { steps, group, told } = bench(1_000);
    await steps.step(1);
    expect(group.positionMs).toBe(1_800);
    await steps.step(-1);
    expect(group.positionMs).toBe(1_600);
    expect(told).toEqual([
      [1, 1_600],
      [-1, 1_800],
    ]);
  });

  it('wait for the GOP beside, for which the recorder is told once', async () => {
    const { steps, group, cache, clock, told } = bench(1_000);
    await steps.step(1);
    const step = steps.step(1);
    expect(steps.direction).toBe(1);
    cache.put(keptGop(2_000));
    steps.walk();
    await step;
    expect([group.positionMs, steps.direction]).toEqual([2_000, 0]);
    expect(told).toEqual([
      [1, 1_600],
      [1, 1_800],
    ]);
    await clock.advance(0);
  });

  it('answer after 3 s at the latest, and are still taken', async () => {
    const { steps, group, cache, clock } = bench(1_000);
    await steps.step(1);
    let isAnswered = false;
    const step = steps.step(1).then(() => {
      isAnswered = true;
    });
    await clock.advance(2_990);
    expect(isAnswered).toBe(false);
    await clock.advance(10);
    await step;
    cache.put(keptGop(2_000));
    steps.walk();
    expect(group.positionMs).toBe(2_000);
  });

  it('are given up after 30 s, and when it turns round', async () => {
    const { steps, group, cache, clock } = bench(1_000);
    await steps.step(1);
    const given = steps.step(1);
    await clock.advance(30_001);
    await given;
    cache.put(keptGop(2_000));
    steps.walk();
    expect(group.positionMs).toBe(1_800);
    steps.cancel();
    await steps.step(-1);
    expect(group.positionMs).toBe(1_600);
  });

  it('jump over a gap to the picture behind it', async () => {
    const { steps, group, cache } = bench(1_000, 60_000);
    cache.noteGap('r', 1, { fromMs: 2_000, toMs: 60_000 });
    await steps.step(1);
    await steps.step(1);
    expect(group.positionMs).toBe(60_000);
    await steps.step(-1);
    expect(group.positionMs).toBe(1_800);
  });

  it('that wait are at most 32', () => {
    const { steps, group, cache } = bench();
    for (let i = 0; i < 100; i += 1) {
      void steps.step(1);
    }
    Array.from({ length: 30 }, (_, i) => cache.put(keptGop(1_000 + i * 1_000)));
    steps.walk();
    expect(group.positionMs).toBe(1_600 + 32 * 200);
  });
});
