import fc from 'fast-check';
import { AudioTimeline } from './audio-timeline.js';
import type { TimedSound } from './audio-timeline.js';

/** Frames of 20 ms at 8 kHz with these timestamps, 20 ms apart unless they say otherwise. */
function place(frames: readonly (Partial<TimedSound> & { readonly timestamp: number })[]) {
  const timeline = new AudioTimeline(8_000);
  const placed = frames.map((frame, at) => {
    const position = timeline.place({
      samples: 160,
      arrivalMs: at * 20,
      lostBefore: false,
      ...frame,
    });
    return timeline.jumped ? -position : position;
  });
  return { placed, jumps: timeline.jumps };
}

function stamps(timestamps: readonly number[]) {
  return timestamps.map((timestamp) => ({ timestamp: timestamp >>> 0 }));
}

/** Those that jumped are negative. */
describe('AudioTimeline', () => {
  it('starts at 0 and goes on through the wrap of 32 bits', () => {
    expect(place(stamps([2 ** 32 - 160, 0, 160]))).toEqual({ placed: [0, 160, 320], jumps: 0 });
  });

  it('keeps what was lost as a gap', () => {
    const { placed } = place([{ timestamp: 0 }, { timestamp: 480, lostBefore: true }]);
    expect(placed).toEqual([0, 480]);
  });

  it.each([
    { name: 'forward', jump: 3_000_000 },
    { name: 'back', jump: -4_000 },
  ])('replaces a jump $name by the samples in between', ({ jump }) => {
    const { placed, jumps } = place(stamps([5_000, 5_160, 5_320 + jump, 5_480 + jump]));
    expect(placed).toEqual([0, 160, -320, 480]);
    expect(jumps).toBe(1);
  });

  it('counts the samples when the timestamps stand still', () => {
    const { placed } = place(stamps(Array.from({ length: 20 }, () => 77)));
    expect(placed.map(Math.abs)).toEqual(Array.from({ length: 20 }, (_, at) => at * 160));
    expect(placed.slice(9).every((position) => position > 0)).toBe(true);
  });

  it('counts the samples when the timestamps count something else, from then on', () => {
    // A clock of 90 kHz: 1800 ticks for 160 samples.
    const { placed } = place(stamps(Array.from({ length: 30 }, (_, at) => at * 1_800)));
    const steps = placed.slice(10).map((position, at) => position - placed[9 + at]!);
    expect(steps.every((step) => step === 160)).toBe(true);
  });

  it('believes the timestamps again when they fit again', () => {
    const wrong = Array.from({ length: 10 }, () => 0);
    const right = Array.from({ length: 10 }, (_, at) => 5_000 + at * 160);
    const { placed } = place(stamps([...wrong, ...right]));
    const gap = place([...stamps([...wrong, ...right]), { timestamp: 5_000 + 9 * 160 + 480 }]);
    expect(gap.placed.at(-1)! - placed.at(-1)!).toBe(480);
  });

  it('a new start goes on by the time that passed', () => {
    const timeline = new AudioTimeline(8_000);
    const frame = { samples: 160, lostBefore: false };
    timeline.place({ ...frame, timestamp: 10, arrivalMs: 0 });
    timeline.restart();
    expect(timeline.place({ ...frame, timestamp: 99_999, arrivalMs: 1_000 })).toBe(8_000);
    expect(timeline.jumped).toBe(true);
    expect(timeline.jumps).toBe(0);
  });

  it.each([200, -200])(
    'a drift of %i ppm changes nothing: the stream keeps its own clock',
    (ppm) => {
      const timeline = new AudioTimeline(8_000);
      let last = 0;
      for (let at = 0; at < 20_000; at += 1) {
        const arrivalMs = at * 20 * (1 + ppm / 1e6);
        last = timeline.place({ timestamp: at * 160, samples: 160, arrivalMs, lostBefore: false });
      }
      expect(last).toBe(19_999 * 160);
      expect(timeline.jumps).toBe(0);
    },
  );

  it('positions always grow, whatever comes', () => {
    const frame = fc.record({
      timestamp: fc.oneof(fc.nat(2_000), fc.nat(0xffff_ffff)),
      arrivalMs: fc.nat(10_000),
      lostBefore: fc.boolean(),
      samples: fc.integer({ min: 1, max: 400 }),
    });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 60 }), (frames) => {
        const placed = place(frames).placed.map(Math.abs);
        expect(placed.every((at, index) => index === 0 || at > placed[index - 1]!)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
