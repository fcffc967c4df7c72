import fc from 'fast-check';
import { sampleGop } from '../../testing/recorded-gops.js';
import type { ClockState } from './clock-follower.js';
import { GopStore } from './gop-store.js';
import { everyPicture, type Pace, type PictureRef, PictureWalk, timeOf } from './picture-walk.js';
import { Presenter } from './presenter.js';

/** Ten GOPs of five pictures, 40 ms apart: 0 to 1960. */
const pictureCount = 50;

function screen(
  gops = Array.from({ length: 10 }, (_, index) => sampleGop({ startMs: index * 200 })),
) {
  const store = new GopStore();
  gops.forEach((gop) => store.add(gop));
  const walk = new PictureWalk(store);
  const undecoded = new Set<number>();
  const isDecoded = (ref: PictureRef): boolean => !undecoded.has(timeOf(ref));
  function* refs(): Generator<PictureRef> {
    for (const gop of gops) {
      for (const place of gop.order.keys()) {
        const ref = { gop, place };
        if (isDecoded(ref)) {
          yield ref;
        }
      }
    }
  }
  const presenter = new Presenter(walk, { has: isDecoded, refs });
  const shown: number[] = [];
  const clock: ClockState = {
    generation: 1,
    running: false,
    direction: 1,
    speed: 1,
    positionMs: 0,
  };
  const at = (
    positionMs: number,
    change: Partial<ClockState> = {},
    { gap = false, pace = everyPicture }: { gap?: boolean; pace?: Pace } = {},
  ): string => {
    const made = presenter.step({ clock: { ...clock, ...change }, positionMs, gap, pace });
    if (made.kind === 'show') {
      shown.push(timeOf(made.ref));
      return `${timeOf(made.ref)}`;
    }
    return made.kind;
  };
  return { presenter, undecoded, shown, at, walk };
}

const all = Array.from({ length: pictureCount }, (_, index) => index * 40);

describe('Presenter', () => {
  it('shows, while the clock stands, exactly the picture of the position, once', () => {
    const { at } = screen();
    expect([at(95), at(95), at(80), at(119), at(120), at(79)]).toEqual([
      '80',
      'nothing',
      'nothing',
      'nothing',
      '120',
      '40',
    ]);
  });

  it('waits for a picture that is not decoded, and for one that is not there', () => {
    const { at, undecoded, presenter } = screen();
    undecoded.add(80);
    expect(at(95)).toBe('waiting');
    expect(presenter.focus && timeOf(presenter.focus)).toBe(80);
    undecoded.clear();
    expect(at(95)).toBe('80');
    expect(at(99_000)).toBe('waiting');
  });

  it('blanks the screen once in a gap, and shows the same picture again behind it', () => {
    const { at } = screen();
    expect([at(95), at(99_000, {}, { gap: true }), at(99_000, {}, { gap: true }), at(95)]).toEqual([
      '80',
      'blank',
      'nothing',
      '80',
    ]);
  });

  it.each([1, -1] as const)(
    'shows every picture once and in order in direction %i',
    (direction) => {
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 1, max: 250 }), { minLength: 1, maxLength: 400 }),
          (ticks) => {
            const { at, shown, presenter } = screen();
            let passedMs = 0;
            const from = direction === 1 ? 0 : 1_999;
            for (const tick of [0, ...ticks]) {
              passedMs += tick;
              const positionMs = from + direction * passedMs;
              if (positionMs < 0 || positionMs > 1_999) {
                break;
              }
              at(positionMs, { running: true, direction });
            }
            const expected = direction === 1 ? all : [...all].reverse();
            // A run of late ticks is caught up with up to half a second; then pictures are left out, and counted.
            expect([...shown].sort((a, b) => (a - b) * direction)).toEqual(shown);
            expect(new Set(shown).size).toBe(shown.length);
            if (presenter.skipped === 0) {
              expect(shown).toEqual(expected.slice(0, shown.length));
            } else {
              const reached = expected.indexOf(shown.at(-1) ?? 0) + 1;
              expect(shown.length + presenter.skipped).toBe(reached);
            }
          },
        ),
      );
    },
  );

  it('catches up picture by picture after one late tick', () => {
    const { at, shown, presenter } = screen();
    const running = { running: true };
    at(0, running);
    for (let tick = 0; tick < 20; tick += 1) {
      at(400 + tick * 16, running);
    }
    expect(shown).toEqual(all.slice(0, shown.length));
    expect(shown.length).toBeGreaterThan(15);
    expect(presenter.skipped).toBe(0);
  });

  it('goes on with the key picture of the clock when it is a second behind, and waits for that one', () => {
    const gops = [0, 1, 2].map((index) => sampleGop({ startMs: index * 2_000, count: 50 }));
    const { at, undecoded, shown, presenter } = screen(gops);
    const running = { running: true };
    at(0, running);
    gops.forEach((gop) => gop.order.forEach((_, place) => undecoded.add(gop.timeAt(place))));
    expect([at(1_900, running), presenter.leavesOut, presenter.behindMs]).toEqual([
      'waiting',
      false,
      1_860,
    ]);
    expect([at(2_500, running), presenter.leavesOut]).toEqual(['waiting', true]);
    expect([at(4_100, running), presenter.focus && timeOf(presenter.focus)]).toEqual([
      'waiting',
      2_000,
    ]);
    undecoded.clear();
    at(4_110, running);
    expect([shown, presenter.skipped, presenter.leavesOut]).toEqual([[0, 2_000], 49, false]);
  });

  it.each([{ direction: -1 as const }, { speed: 2 }, { generation: 2 }])(
    'leaves nothing out any more after %j',
    (change) => {
      const gops = [0, 1, 2].map((index) => sampleGop({ startMs: index * 2_000, count: 50 }));
      const { at, undecoded, presenter } = screen(gops);
      at(0, { running: true });
      gops.forEach((gop) => gop.order.forEach((_, place) => undecoded.add(gop.timeAt(place))));
      at(2_500, { running: true });
      expect(presenter.leavesOut).toBe(true);
      at(2_510, { running: true, ...change });
      expect([presenter.leavesOut, presenter.behindMs]).toEqual([false, 0]);
    },
  );

  it('passes over a key picture that turns out undecodable', () => {
    const gops = [0, 1].map((index) => sampleGop({ startMs: index * 2_000, count: 50 }));
    const { at, undecoded, presenter } = screen(gops);
    at(0, { running: true });
    gops.forEach((gop) => gop.order.forEach((_, place) => undecoded.add(gop.timeAt(place))));
    at(2_500, { running: true });
    gops[1]?.lost.add(0);
    at(2_510, { running: true });
    expect(presenter.focus && timeOf(presenter.focus)).toBe(2_040);
  });

  it('leaves out what is more than half a second late, and counts it', () => {
    const { at, shown, presenter } = screen();
    at(0, { running: true });
    at(801, { running: true });
    expect(shown).toEqual([0, 800]);
    expect(presenter.skipped).toBe(19);
  });

  it('shows the newest decoded picture when those in between are too late', () => {
    const { at, undecoded, presenter } = screen();
    all.filter((timeMs) => timeMs > 200).forEach((timeMs) => undecoded.add(timeMs));
    at(0, { running: true });
    expect(at(1_000, { running: true })).toBe('200');
    expect(at(1_010, { running: true })).toBe('waiting');
    expect(presenter.focus && timeOf(presenter.focus)).toBe(1_000);
  });

  it('shows the picture of the jump first, even when decoding took a while', () => {
    const { at, undecoded, shown } = screen();
    undecoded.add(400);
    at(400, { running: true });
    at(480, { running: true });
    undecoded.clear();
    at(500, { running: true });
    at(516, { running: true });
    at(532, { running: true });
    expect(shown).toEqual([400, 440, 480]);
  });

  it('goes on from the picture on the screen when the direction changes', () => {
    const { at, shown } = screen();
    at(0, { running: true });
    at(40, { running: true });
    at(80, { running: true });
    [85, 79, 39, 5].forEach((positionMs) =>
      at(positionMs, { running: true, direction: -1, generation: 2 }),
    );
    expect(shown).toEqual([0, 40, 80, 40, 0]);
  });

  it('shows the last picture before a gap although the gap was told already', () => {
    const { at } = screen([sampleGop({ startMs: 0, count: 2 })]);
    at(0, { running: true });
    const gap = { gap: true };
    expect([at(600, { running: true }, gap), at(616, { running: true }, gap)]).toEqual([
      '40',
      'blank',
    ]);
  });

  it('does not jump over a hole in reverse before the clock does', () => {
    const { at } = screen([sampleGop({ startMs: 0 }), sampleGop({ startMs: 10_000 })]);
    const back = { running: true, direction: -1 } as const;
    expect(at(10_010, back)).toBe('10000');
    expect(at(9_990, back)).toBe('waiting');
    expect(at(5_000, back)).toBe('waiting');
    expect(at(190, back)).toBe('160');
  });
});
