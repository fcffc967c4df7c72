import { CameraTrack } from './camera-track.js';
import { GopCache } from './gop-cache.js';
import { afterCommand, afterGop, newCursor } from './recorder-cursor.js';
import type { GopNeed, RecorderCursor } from './recorder-cursor.js';
import { keptGop } from './testing/recorded-gops.js';
import type { TrackView } from './track-window.js';

const noonMs = Date.UTC(2026, 10, 20, 12);
const view: TrackView = {
  positionMs: noonMs,
  direction: 1,
  speed: 1,
  running: true,
  fast: 0,
  stepping: 0,
};
const masked = afterCommand(newCursor, { command: 'mask', cameras: [1] });
const sentTo = (atMs: number): RecorderCursor =>
  afterCommand(masked, { command: 'go-to-date', atMs });

function bench() {
  const track = new CameraTrack({
    recorder: 'r',
    camera: 1,
    cache: new GopCache(),
    log: { saw: () => undefined, sawGap: () => undefined },
    wallMs: () => noonMs + 3_600_000,
  });
  let cursor = sentTo(noonMs);
  const need = (of: TrackView = view): GopNeed | undefined => track.need(of)?.need;
  /** A GOP comes for what is needed now. */
  const comes = (
    startMs: number,
    { of = view, stale = false, nowMs = 0, isWhole = true } = {},
  ): void => {
    const needed = need(of);
    if (needed === undefined) {
      throw new Error('nothing is needed');
    }
    const gop = keptGop(startMs);
    track.received({ kind: 'gop', gop, isWhole, notice: undefined, defects: [] }, needed, cursor, {
      nowMs,
      stale,
    });
    if (!stale) {
      cursor = afterGop(cursor, 1, gop);
    }
  };
  const command = (it: Parameters<typeof afterCommand>[1]): void => {
    cursor = afterCommand(cursor, it);
  };
  return { track, need, comes, command };
}

describe('the track of a camera', () => {
  it('needs the GOP at the clock, then those behind it', () => {
    const { track, need, comes } = bench();
    expect(track.standing(view)).toEqual({ state: 'missing', limitMs: noonMs });
    expect(need()).toEqual({ kind: 'at', atMs: noonMs });
    comes(noonMs);
    expect(need()).toEqual({ kind: 'next', of: { startMs: noonMs, endMs: noonMs + 1_000 } });
    comes(noonMs + 1_000);
    comes(noonMs + 2_000);
    expect(need()).toBeUndefined();
    expect(track.standing(view)).toEqual({
      state: 'ready',
      limitMs: noonMs + 2_990,
      boundaryMs: noonMs + 1_000,
    });
    expect(track.gops(view).map(({ startMs }) => startMs - noonMs)).toEqual([0, 1_000, 2_000]);
  });

  it('needs nothing more while the clock stands, but for a step', () => {
    const { need, comes } = bench();
    const stands = { ...view, running: false };
    comes(noonMs, { of: stands });
    expect(need(stands)).toBeUndefined();
    expect(need({ ...stands, stepping: -1 })).toMatchObject({ kind: 'previous' });
  });

  it('needs samples when it goes fast, which stand until the next one', () => {
    const { track, need, comes, command } = bench();
    comes(noonMs);
    const fast = { ...view, speed: 8, fast: 3 };
    command({ command: 'fast-forward', shownMs: noonMs });
    expect(need(fast)).toEqual({ kind: 'sample', direction: 1, step: 3 });
    comes(noonMs + 8_000, { of: fast });
    comes(noonMs + 16_000, { of: fast });
    expect(need(fast)).toBeUndefined();
    expect(track.gops(fast).map(({ alone }) => alone)).toEqual([false, true, true]);
    expect(track.standing(fast)).toMatchObject({ state: 'ready', limitMs: noonMs + 17_000 });
  });

  it('knows a gap in front of what is nearest', () => {
    const { track, need, comes } = bench();
    comes(noonMs + 60_000);
    expect(track.standing(view)).toMatchObject({
      state: 'gap',
      jumpMs: noonMs + 60_000,
      gap: { fromMs: noonMs, toMs: noonMs + 60_000 },
    });
    expect(need({ ...view, positionMs: noonMs + 60_000 })).toMatchObject({ kind: 'next' });
  });

  it('keeps what came for another place, and needs the same as before', () => {
    const { track, need, comes } = bench();
    comes(noonMs + 30_000, { stale: true });
    expect(need()).toEqual({ kind: 'at', atMs: noonMs });
    expect(track.need(view)?.history.wrong).toBe(0);
    expect(track.source.cache.startingAt('r', 1, noonMs + 30_000)).toBeDefined();
  });

  it('gives up for a while when only other times come', () => {
    const { track, need, comes } = bench();
    for (let i = 0; i < 4; i += 1) {
      track.sent({ kind: 'at', atMs: noonMs }, true);
    }
    comes(noonMs - 60_000, { nowMs: 100 });
    expect(track.standing(view)).toEqual({
      state: 'failed',
      reason: 'the recorder sends pictures of other times',
    });
    expect(track.need(view)?.notBeforeMs).toBe(30_100);
    track.reset();
    expect(track.need(view)?.notBeforeMs).toBeLessThan(0);
    expect(need()).toEqual({ kind: 'at', atMs: noonMs });
  });

  it('goes over what cannot be shown, and says why', () => {
    const { track, need } = bench();
    const span = { startMs: noonMs, endMs: noonMs + 1_000 };
    track.received(
      { kind: 'refused', reason: 'damaged', span, defects: [] },
      { kind: 'at', atMs: noonMs },
      sentTo(noonMs),
      { nowMs: 0, stale: false },
    );
    expect(track.notice(0)).toBe('damaged');
    expect(track.standing(view)).toMatchObject({ state: 'gap', gap: { reason: 'damaged' } });
    expect(need()).toEqual({ kind: 'at', atMs: noonMs + 1_000 });
  });

  it('keeps a GOP that was cut out of the cache, and needs it again after a seek', () => {
    const { track, need, comes } = bench();
    comes(noonMs, { isWhole: false });
    expect(track.gops(view).map(({ startMs }) => startMs)).toEqual([noonMs]);
    expect(track.source.cache.startingAt('r', 1, noonMs)).toBeUndefined();
    comes(noonMs + 1_000);
    expect(track.standing(view)).toMatchObject({ state: 'ready', limitMs: noonMs + 1_990 });
    track.reset();
    expect(need()).toEqual({ kind: 'at', atMs: noonMs });
  });

  it('learns for everybody only what the recorder says itself', () => {
    const found = [true, false].map((isSure) => {
      const { track, comes } = bench();
      track.nothing({ kind: 'at', atMs: noonMs }, view, { nowMs: 0, isSure });
      comes(noonMs + 60_000);
      expect(track.standing(view)).toMatchObject({ state: 'gap', jumpMs: noonMs + 60_000 });
      return track.source.cache.gapAt('r', 1, noonMs);
    });
    expect(found).toEqual([{ fromMs: noonMs, toMs: noonMs + 60_000 }, undefined]);
  });

  it('tries again with pauses, and has failed after three times', () => {
    const { track } = bench();
    track.failed('503', 0);
    expect(track.need(view)?.notBeforeMs).toBe(1_000);
    expect(track.standing(view).state).toBe('missing');
    track.failed('503', 1_000);
    track.failed('503', 3_000);
    expect(track.standing(view)).toEqual({ state: 'failed', reason: '503' });
    expect(track.need(view)?.notBeforeMs).toBe(8_000);
  });

  it('goes back in time where the clock of the recorder was put back', () => {
    const { track, comes } = bench();
    comes(noonMs);
    comes(noonMs - 30_000, { nowMs: 0 });
    expect(track.notice(0)).toBe("the recorder's clock was put back here by about 30 s");
    const atEnd = { ...view, positionMs: noonMs + 990 };
    expect(track.standing(atEnd)).toEqual({ state: 'back', jumpMs: noonMs - 30_000 });
  });

  it('aims ahead when the others go on without it', () => {
    const { track, need } = bench();
    track.leadMs = 3_000;
    expect(need()).toEqual({ kind: 'at', atMs: noonMs + 3_000 });
  });
});
