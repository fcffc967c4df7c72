import { GopCache } from './gop-cache.js';
import { afterCommand, newCursor } from './recorder-cursor.js';
import type { CursorPlace } from './recorder-cursor.js';
import { keptGop } from './testing/recorded-gops.js';
import { TrackRecording } from './track-recording.js';

const at = (startMs: number): CursorPlace => ({
  kind: 'at',
  span: { startMs, endMs: startMs + 1_000 },
});
const plays = afterCommand(newCursor, { command: 'play' });
const reverses = afterCommand(newCursor, { command: 'reverse', shownMs: 0 });

function bench({ maxBytes = 1_000_000 } = {}) {
  const cache = new GopCache({ maxBytes });
  const seen: string[] = [];
  const recording = new TrackRecording({
    recorder: 'r',
    camera: 1,
    cache,
    log: {
      saw: (_recorder, _camera, fromMs, toMs) => seen.push(`recorded ${fromMs} ${toMs}`),
      sawGap: (_recorder, _camera, fromMs, toMs) => seen.push(`gap ${fromMs} ${toMs}`),
    },
  });
  return { cache, recording, seen };
}

describe('the recording of a camera', () => {
  it('tells what is recorded, and what lies between', () => {
    const { recording, seen } = bench();
    const before = recording.keep(keptGop(1_000));
    const after = recording.keep(keptGop(60_000));
    recording.link(after, at(1_000), plays);
    expect(seen).toEqual(['recorded 1000 2000', 'recorded 60000 61000', 'gap 2000 60000']);
    expect(recording.beside(before, 1)).toBe(true);
  });

  it('joins back in time too, and never against the direction of travel', () => {
    const { recording } = bench();
    recording.keep(keptGop(5_000));
    const earlier = recording.keep(keptGop(2_500));
    recording.link(earlier, at(5_000), plays);
    expect(recording.beside(earlier, 1)).toBe(false);
    recording.link(earlier, at(5_000), reverses);
    expect(recording.beside(earlier, 1)).toBe(true);
  });

  it('holds on to what is in use when the cache lets go of it', () => {
    const { cache, recording } = bench({ maxBytes: 5_000 });
    const gop = recording.keep(keptGop(1_000));
    recording.hold([gop]);
    cache.put(keptGop(50_000, { bytes: 4_000 }));
    expect(cache.startingAt('r', 1, 1_000)).toBeUndefined();
    expect(recording.find(1_000)).toBe(gop);
    expect(recording.shown).toBe(gop);
  });

  it('goes on from a GOP that is of no use as if it were the good one before', () => {
    const { recording } = bench();
    const good = recording.keep(keptGop(1_000));
    recording.skip({ startMs: 2_000, endMs: 3_000 }, 'damaged', at(1_000));
    expect(recording.placeBeside(good)).toEqual({ startMs: 2_000, endMs: 3_000 });
    recording.skip({ startMs: 3_000, endMs: 4_000 }, 'damaged', at(2_000));
    expect(recording.placeBeside(good)).toEqual({ startMs: 3_000, endMs: 4_000 });
    expect(recording.goodAt(3_000)).toEqual(good);
    expect(recording.source.holes).toHaveLength(2);
    recording.reset();
    expect(recording.source.holes).toEqual([]);
  });

  it('believes the later recording where the clock was put back', () => {
    const { cache, recording } = bench();
    [1_000, 2_000, 3_000, 4_000].forEach((ms) => recording.keep(keptGop(ms)));
    recording.putBack(4_000, 2_500);
    expect(cache.startingAt('r', 1, 3_000)).toBeUndefined();
    expect(recording.find(2_000)).toBeDefined();
    expect(recording.backBehind({ startMs: 4_000 })).toBe(2_500);
    expect(recording.backBehind({ startMs: 2_000 })).toBeUndefined();
  });

  it('does not let go of the GOP on screen when the clock was put back', () => {
    const { cache, recording } = bench();
    const shown = recording.keep(keptGop(4_000));
    recording.hold([shown, recording.keep(keptGop(5_000))]);
    recording.putBack(4_000, 2_500);
    expect(cache.startingAt('r', 1, 4_000)).toBeUndefined();
    expect(recording.shown).toEqual(shown);
    expect(recording.find(4_000)).toEqual(shown);
    expect(recording.find(5_000)).toEqual(cache.startingAt('r', 1, 5_000));
  });

  it('forgets with a seek from where it passed over damaged GOPs', () => {
    const { recording } = bench();
    const good = recording.keep(keptGop(1_000));
    recording.skip({ startMs: 2_000, endMs: 3_000 }, 'damaged', at(1_000));
    recording.reset();
    expect(recording.placeBeside(good)).toEqual({ startMs: 1_000, endMs: 2_000 });
    expect(recording.goodAt(2_000)).toBeUndefined();
    expect(recording.isSettled(good, 1)).toBe(false);
  });

  it('takes a damaged GOP for settled, but neither the cache nor the timeline takes it for a gap', () => {
    const { cache, recording, seen } = bench();
    const before = recording.keep(keptGop(1_000, { gopMs: 4_000 }));
    expect(recording.isSettled(before, 1)).toBe(false);
    recording.skip({ startMs: 5_000, endMs: 9_000 }, 'damaged', at(1_000));
    expect(recording.isSettled(before, 1)).toBe(true);
    const after = recording.keep(keptGop(9_000, { gopMs: 4_000 }));
    recording.link(after, at(5_000), plays);
    expect(recording.source.holes).toEqual([{ fromMs: 5_000, toMs: 9_000, reason: 'damaged' }]);
    expect(recording.isSettled(after, -1)).toBe(true);
    expect(cache.gapAt('r', 1, 6_000)).toBeUndefined();
    expect(seen.filter((it) => it.startsWith('gap'))).toEqual([]);
    recording.reset();
    expect(recording.isSettled(before, 1)).toBe(false);
  });

  it('has a hole of its own where nothing came and nobody said why', () => {
    const { cache, recording, seen } = bench();
    const before = recording.keep(keptGop(1_000));
    recording.noteHole(2_000, 60_000);
    expect(recording.isSettled(before, 1)).toBe(true);
    expect(cache.gapAt('r', 1, 3_000)).toBeUndefined();
    expect(seen).toEqual(['recorded 1000 2000']);
    recording.reset();
    expect(recording.isSettled(before, 1)).toBe(false);
  });

  it('keeps what came of a GOP that was cut to itself, until a seek or until it is whole', () => {
    const { cache, recording, seen } = bench();
    const before = recording.keep(keptGop(1_000));
    const part = { ...keptGop(2_000), pictures: keptGop(2_000).pictures.slice(0, 1) };
    recording.keepPart(part);
    recording.link(part, at(1_000), plays);
    recording.hold([before, part]);
    recording.hold([before]);
    expect(recording.find(2_000)).toBe(part);
    expect(recording.beside(before, 1)).toBe(true);
    expect(cache.startingAt('r', 1, 2_000)).toBeUndefined();
    recording.hold([part]);
    recording.reset();
    expect(recording.find(2_000)).toBeUndefined();
    recording.keepPart(part);
    const whole = recording.keep(keptGop(2_000));
    expect(recording.find(2_000)).toBe(whole);
    expect(recording.keepPart(part)).toBe(whole);
    expect(seen.some((it) => it.startsWith('gap'))).toBe(false);
  });

  it.each([
    ['next to it', 9_000, undefined],
    ['later', 20_000, 'the recorder sent a damaged recording (shorter than it says)'],
  ])('learns no gap from the missing pictures of a GOP that was cut: %s', (_name, ms, reason) => {
    const { cache, recording, seen } = bench();
    const whole = keptGop(1_000, { gopMs: 8_000 });
    const part = recording.keepPart({ ...whole, pictures: whole.pictures.slice(0, 1) });
    recording.link(recording.keep(keptGop(ms)), at(1_000), plays);
    expect(recording.isSettled(recording.find(part.startMs)!, 1)).toBe(true);
    expect(recording.source.holes?.map((hole) => hole.reason)).toEqual(
      reason === undefined ? [] : [reason],
    );
    expect(cache.gapAt('r', 1, 9_000)).toBeUndefined();
    expect(seen.some((it) => it.startsWith('gap'))).toBe(false);
  });
});
