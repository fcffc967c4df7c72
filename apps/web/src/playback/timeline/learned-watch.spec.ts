import { jest } from '@jest/globals';
import type { CameraId } from '../../recorders/camera-id.js';
import { gapMostMs, gapRestMs, learningMs, LearnedWatch } from './learned-watch.js';

function watching(learning: readonly CameraId[] = []) {
  const asked: [readonly CameraId[], number][] = [];
  let now = learning;
  const watch = new LearnedWatch({
    renew: (cameras, olderThanMs) => asked.push([cameras, olderThanMs]),
    learning: () => now,
  });
  const hear = (...gaps: [CameraId, boolean][]): void => watch.hear(new Map(gaps));
  const learn = (next: readonly CameraId[]): void => {
    now = next;
  };
  return { watch, asked, hear, learn };
}

describe('watch for what was learned', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('asks for the camera that came into a gap or out of it, and for no other', () => {
    const { watch, asked, hear } = watching();
    hear(['hq:1', false], ['hq:2', false]);
    jest.advanceTimersByTime(gapRestMs);
    expect(asked).toEqual([]);
    hear(['hq:1', true], ['hq:2', false]);
    jest.advanceTimersByTime(gapRestMs - 1);
    expect(asked).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(asked).toEqual([[['hq:1'], 0]]);
    hear(['hq:1', false], ['hq:2', false]);
    jest.advanceTimersByTime(gapRestMs);
    expect(asked).toHaveLength(2);
    watch.close();
  });

  it('gathers changes, and asks in the end however often they come', () => {
    const { watch, asked, hear } = watching();
    for (let ms = 0; ms < 2 * gapMostMs; ms += 500) {
      hear(['hq:1', ms % 1_000 === 0]);
      jest.advanceTimersByTime(500);
    }
    expect(asked).toEqual([
      [['hq:1'], 0],
      [['hq:1'], 0],
    ]);
    watch.close();
  });

  it('forgets a camera that left the page, and takes one that opens in a gap for news', () => {
    const { watch, asked, hear } = watching();
    hear(['hq:1', true]);
    hear(['hq:2', true]);
    jest.advanceTimersByTime(gapRestMs);
    expect(asked).toEqual([[['hq:2'], 0]]);
    watch.close();
  });

  it('asks every five seconds while a clock runs where recordings are likely', () => {
    const { watch, asked, learn } = watching(['hq:3']);
    jest.advanceTimersByTime(3 * learningMs + 100);
    expect(asked.map(([cameras]) => cameras)).toEqual([['hq:3'], ['hq:3'], ['hq:3']]);
    expect(asked.every(([, olderThanMs]) => olderThanMs > 0)).toBe(true);
    learn([]);
    jest.advanceTimersByTime(10 * learningMs);
    expect(asked).toHaveLength(3);
    watch.close();
  });

  it('asks nothing when closed', () => {
    const { watch, asked, hear } = watching(['hq:1']);
    hear(['hq:1', true]);
    watch.close();
    jest.advanceTimersByTime(60_000);
    expect(asked).toEqual([]);
  });
});
