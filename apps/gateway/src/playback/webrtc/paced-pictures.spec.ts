import { RingUnitReader, createSharedRing } from '@casement/media';
import type { MediaUnit } from '@casement/media';
import { ManualClock } from '../../net/testing/manual-clock.js';
import type { ClockState } from '../playback-output.js';
import { madeGop } from '../testing/kept-gops.js';
import { PacedPictures } from './paced-pictures.js';

const startMs = Date.UTC(2026, 10, 20, 12);

const paced = (isConverted = false) => {
  const clock = new ManualClock();
  const pictures = new PacedPictures({ clock, isConverted: () => isConverted });
  const ring = createSharedRing('paced');
  const reader = new RingUnitReader(ring);
  pictures.use(ring);
  let state: ClockState = {
    running: false,
    direction: 1,
    speed: 1,
    positionMs: startMs,
    generation: 1,
  };
  const set = (change: Partial<ClockState>): void => {
    state = { ...state, ...change };
    pictures.clockIs(state);
  };
  /** Milliseconds of the recording, which the last bytes of a picture tell. */
  const shown = (unit: MediaUnit): number => {
    const [high = 0, low = 0] = unit.parts.at(-1)?.slice(-3, -1) ?? [];
    return (((high << 8) | low) - (startMs & 0xffff)) & 0xffff;
  };
  const units: MediaUnit[] = [];
  const take = (): number[] => {
    const from = units.length;
    for (let unit = reader.pull(); unit !== undefined; unit = reader.pull()) {
      units.push(unit);
    }
    return units.slice(from).map(shown);
  };
  return { clock, pictures, set, take, units };
};

const upTo = (last: number, from = 0): number[] =>
  Array.from({ length: (last - from) / 100 + 1 }, (_, index) => from + index * 100);

describe('PacedPictures', () => {
  it('shows exactly the picture at which the clock stands, with those it needs in one burst', async () => {
    const { clock, pictures, set, take, units } = paced();
    await clock.advance(5_000);
    set({ positionMs: startMs + 450 });
    expect(take()).toEqual([]);
    pictures.add(madeGop({ startMs }));
    expect(take()).toEqual(upTo(400));
    expect(units.map(({ timestamp }) => timestamp)).toEqual(
      [4_996, 4_997, 4_998, 4_999, 5_000].map((ms) => ms * 90),
    );
    expect(units.map(({ randomAccess }) => randomAccess)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    // The same again costs nothing; one on is one picture; one back needs all of them.
    set({ positionMs: startMs + 450 });
    expect(take()).toEqual([]);
    set({ positionMs: startMs + 500, generation: 2 });
    expect(take()).toEqual([500]);
    set({ positionMs: startMs + 400, generation: 3 });
    expect(take()).toEqual(upTo(400));
    // For somebody who has come later.
    pictures.repeat();
    expect(take()).toEqual(upTo(400));
    const times = units.map(({ timestamp }) => timestamp);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(times).size).toBe(times.length);
  });

  it('goes over the border of a GOP in single steps', () => {
    const { pictures, set, take } = paced();
    set({ positionMs: startMs + 900 });
    pictures.add(madeGop({ startMs }));
    pictures.add(madeGop({ startMs: startMs + 1_000 }));
    expect(take()).toEqual(upTo(900));
    set({ positionMs: startMs + 1_000, generation: 2 });
    expect(take()).toEqual([1_000]);
    set({ positionMs: startMs + 900, generation: 3 });
    expect(take()).toEqual(upTo(900));
  });

  it('leaves room between the pictures that are converted', () => {
    const { pictures, set, take, units } = paced(true);
    set({ positionMs: startMs + 200 });
    pictures.add(madeGop({ startMs }));
    expect(take()).toEqual(upTo(200));
    const [first = 0, second = 0, wanted = 0] = units.map(({ timestamp }) => timestamp / 90);
    expect(second - first).toBeCloseTo(1);
    expect(wanted - second).toBeCloseTo(250);
  });

  it.each([
    [1, 100],
    [0.5, 200],
    [2, 50],
  ])('plays forward at %d x: each picture once, at its time', async (speed, stepMs) => {
    const { clock, pictures, set, take, units } = paced();
    pictures.add(madeGop({ startMs }));
    pictures.add(madeGop({ startMs: startMs + 1_000 }));
    set({ running: true, speed });
    expect(take()).toEqual([0]);
    for (let index = 1; index < 20; index += 1) {
      await clock.advance(stepMs - 2);
      expect(take()).toEqual([]);
      await clock.advance(2);
      expect(take()).toEqual([index * 100]);
    }
    const steps = units
      .slice(1)
      .map(({ timestamp }, at) => timestamp - (units[at]?.timestamp ?? 0));
    steps.forEach((step) => expect(step).toBeCloseTo(stepMs * 90, 0));
    expect(units.some(({ discontinuity }) => discontinuity)).toBe(true);
    expect(units.slice(1).some(({ discontinuity }) => discontinuity)).toBe(false);
  });

  it('goes on from where it stood, and begins in the midst of a GOP', async () => {
    const { clock, pictures, set, take } = paced();
    pictures.add(madeGop({ startMs }));
    set({ positionMs: startMs + 300 });
    expect(take()).toEqual(upTo(300));
    set({ running: true });
    expect(take()).toEqual([]);
    await clock.advance(200);
    expect(take()).toEqual([400, 500]);
    set({ running: false, positionMs: startMs + 500 });
    expect(take()).toEqual([]);
    pictures.add(madeGop({ startMs: startMs + 60_000 }));
    set({ running: true, positionMs: startMs + 60_250, generation: 2 });
    expect(take()).toEqual(upTo(60_200, 60_000));
  });

  it('plays what comes late as soon as it is there', async () => {
    const { clock, pictures, set, take } = paced();
    pictures.add(madeGop({ startMs }));
    set({ running: true });
    await clock.advance(1_200);
    expect(take()).toEqual(upTo(900));
    pictures.add(madeGop({ startMs: startMs + 1_000 }));
    expect(take()).toEqual([1_000, 1_100, 1_200]);
  });

  it('plays fast by key pictures, in both directions', async () => {
    const { clock, pictures, set, take } = paced();
    for (let second = 0; second < 12; second += 1) {
      pictures.add(madeGop({ startMs: startMs + second * 1_000 }));
    }
    set({ running: true, speed: 4 });
    await clock.advance(1_000);
    expect(take()).toEqual([0, 1_000, 2_000, 3_000, 4_000]);
    set({ direction: -1, positionMs: startMs + 4_500, generation: 2, speed: 1 });
    expect(take()).toEqual([]);
    await clock.advance(2_600);
    expect(take()).toEqual([3_000, 2_000]);
  });

  it('shows every key picture in reverse, though timers are late, and goes on elsewhere after a seek', async () => {
    const { clock, pictures, set, take } = paced();
    for (let second = 0; second < 6; second += 1) {
      pictures.add(madeGop({ startMs: startMs + second * 1_000 }));
    }
    set({ positionMs: startMs + 5_400 });
    expect(take()).toEqual(upTo(5_400, 5_000));
    set({ running: true, direction: -1, generation: 2 });
    for (const key of [5_000, 4_000, 3_000]) {
      await clock.advance(key === 5_000 ? 401 : 1_000);
      expect(take()).toEqual([key]);
    }
    // The clock runs before the pictures are there.
    set({ positionMs: startMs - 59_500, generation: 3 });
    await clock.advance(100);
    expect(take()).toEqual([]);
    pictures.add(madeGop({ startMs: startMs - 60_000 }));
    expect(take()).toHaveLength(5);
    await clock.advance(400);
    expect(take()).toHaveLength(1);
  });

  it('thins out what comes too fast', async () => {
    const { clock, pictures, set, take } = paced();
    for (let index = 0; index < 40; index += 1) {
      pictures.add(madeGop({ startMs: startMs + index * 100, pictures: 1 }));
    }
    set({ running: true, speed: 16 });
    await clock.advance(200);
    const found = take();
    expect(found.length).toBeGreaterThan(3);
    expect(found.length).toBeLessThan(8);
    expect(found).toEqual([...found].sort((a, b) => a - b));
  });

  it('forgets everything when nobody watches', async () => {
    const { clock, pictures, set, take } = paced();
    pictures.add(madeGop({ startMs }));
    set({ running: true });
    expect(take()).toEqual([0]);
    pictures.use(undefined);
    await clock.advance(1_000);
    expect(take()).toEqual([]);
    expect(clock.timers).toBe(0);
    expect(pictures.pictures).toBe(0);
  });
});
