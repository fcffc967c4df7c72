import fc from 'fast-check';
import type { PictureSource } from '../live/camera-source.js';
import { gopAt, makePictures, pictureTimes } from './recorded-gop.js';
import { RecordedTimeline } from './recorded-timeline.js';

const start = Date.UTC(2026, 10, 1);

/** A source that shows what it was asked for. */
function source(fps: number, picturesPerGop = fps, extra: Partial<PictureSource> = {}) {
  const asked: (readonly [index: number, wallClockMs: number, counter: number])[] = [];
  const made: PictureSource = {
    fps,
    picturesPerGop,
    pictureCount: fps * 4,
    picture: (index, wallClockMs, counter) => {
      asked.push([index, wallClockMs, counter]);
      return [Uint8Array.of(index)];
    },
    ...extra,
  };
  return { ...made, asked };
}

const rates = fc
  .integer({ min: 2, max: 60 })
  .chain((fps) => fc.record({ fps: fc.constant(fps), perGop: fc.constantFrom(fps, 1) }));

describe('the grid of GOPs', () => {
  it('has picture j of 30 a second at 1000 j / 30 ms, rounded down to 10 ms', () => {
    const times = pictureTimes(gopAt(source(30), start + 999));
    expect(times.slice(0, 5).map((ms) => ms - start)).toEqual([0, 30, 60, 100, 130]);
    expect(times).toHaveLength(30);
    expect(times.at(-1)).toBe(start + 960);
  });

  it('covers every moment once: a GOP contains its start and not its end', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 0, max: 2_000_000_000_000 }), ({ fps, perGop }, ms) => {
        const gop = gopAt(source(fps, perGop), ms);
        expect(gop.startMs <= ms && ms < gop.endMs).toBe(true);
        expect(gopAt(gop.source, gop.startMs)).toEqual(gop);
        expect(gopAt(gop.source, gop.endMs).startMs).toBe(gop.endMs);
        expect(gopAt(gop.source, gop.endMs).firstPicture).toBe(gop.firstPicture + perGop);
        expect(gop.startMs % 10).toBe(0);
        expect(gop.firstPicture % perGop).toBe(0);
        const times = pictureTimes(gop);
        expect(times[0]).toBe(gop.startMs);
        expect(times.every((time) => time >= gop.startMs && time < gop.endMs)).toBe(true);
      }),
    );
  });

  it('numbers pictures without a hole, in the order of display, and repeats the footage', () => {
    const moving = source(4, 4, { displayOffset: (index) => [0, 1, -1, 0][index % 4] ?? 0 });
    const gops = [gopAt(moving, start), gopAt(moving, start + 1000)];
    const shown = gops.flatMap((gop) => makePictures(gop).map(({ epochMs }) => epochMs - start));
    expect(shown).toEqual([0, 500, 250, 750, 1000, 1500, 1250, 1750]);
    const first = (start / 1000) * 4;
    expect(
      moving.asked.map(([index, ms, counter]) => [index, ms - start, counter - first]),
    ).toEqual([
      [0, 0, 0],
      [1, 500, 2],
      [2, 250, 1],
      [3, 750, 3],
      [4, 1000, 4],
      [5, 1500, 6],
      [6, 1250, 5],
      [7, 1750, 7],
    ]);
  });

  it('shows shifted times in the pictures too', () => {
    const still = source(4);
    expect(makePictures(gopAt(still, start), -30_000)[1]?.epochMs).toBe(start - 29_750);
    expect(still.asked[1]?.[1]).toBe(start - 29_750);
  });
});

describe('a timeline', () => {
  const main = source(25);
  const other = source(10);
  let limitMs = start + 1_000_000;
  const second = (value: number): number => start + value * 1000;

  function timeline(): RecordedTimeline {
    limitMs = second(1_000);
    return new RecordedTimeline({
      spans: [
        { fromMs: second(0), toMs: second(10), showsOther: false },
        { fromMs: second(10), toMs: second(20), showsOther: true },
        { fromMs: second(50), toMs: Infinity, showsOther: false },
      ],
      main,
      other,
      limitMs: () => limitMs,
    });
  }

  it('finds the GOP that contains a moment, of the right pictures', () => {
    const found = timeline();
    expect(found.at(second(9.99))).toMatchObject({ startMs: second(9), source: { fps: 25 } });
    expect(found.at(second(10))).toMatchObject({ startMs: second(10), source: { fps: 10 } });
    expect(found.at(second(20))).toBeUndefined();
    expect(found.at(second(-0.01))).toBeUndefined();
    expect(found.at(second(999.9))?.startMs).toBe(second(999));
    expect(found.at(second(1_000))).toBeUndefined();
  });

  it('finds the next and the last one around a gap', () => {
    const found = timeline();
    expect(found.firstFrom(second(20))?.startMs).toBe(second(50));
    expect(found.firstFrom(second(9.5))?.startMs).toBe(second(10));
    expect(found.firstFrom(second(19.5))?.startMs).toBe(second(50));
    expect(found.firstFrom(second(999.5))).toBeUndefined();
    expect(found.lastUpTo(second(50))?.startMs).toBe(second(19));
    expect(found.lastUpTo(second(50.5))?.startMs).toBe(second(19));
    expect(found.lastUpTo(second(0.5))).toBeUndefined();
    expect(found.lastUpTo(Infinity)?.startMs).toBe(second(999));
    expect(found.firstFrom(-Infinity)?.startMs).toBe(second(0));
  });

  it('joins in its list what only changes pictures, and grows', () => {
    const found = timeline();
    const pieces = [
      { fromMs: second(0), toMs: second(20) },
      { fromMs: second(50), toMs: second(1_000) },
    ];
    expect(found.recorded).toEqual(pieces);
    limitMs = second(1_001.9);
    expect(found.recorded.at(-1)?.toMs).toBe(second(1_001));
    expect(found.at(second(1_000))?.startMs).toBe(second(1_000));
    limitMs = second(30);
    expect(found.recorded).toEqual([{ fromMs: second(0), toMs: second(20) }]);
  });

  it('has a gap while the camera is away', () => {
    const found = timeline();
    found.interrupt(second(900.5));
    expect(found.recorded.at(-1)).toEqual({ fromMs: second(50), toMs: second(900) });
    found.resume(second(950.5));
    expect(found.recorded.slice(-2)).toEqual([
      { fromMs: second(50), toMs: second(900) },
      { fromMs: second(951), toMs: second(1_000) },
    ]);
  });

  it('costs nothing for weeks: the millionth GOP is as near as the first', () => {
    const weeks = new RecordedTimeline({
      spans: [{ fromMs: start, toMs: Infinity, showsOther: false }],
      main,
      other: undefined,
      limitMs: () => second(10_000_000),
    });
    main.asked.length = 0;
    expect(weeks.at(second(9_999_999))?.startMs).toBe(second(9_999_999));
    expect(main.asked).toEqual([]);
  });
});
