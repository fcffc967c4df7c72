import fc from 'fast-check';
import { RateMeter } from './rate-meter.js';

/** Feeds a steady stream and returns the rates at its end. */
function steady(seconds: number, fps: number, bytesPerPicture: number, startMs = 0) {
  const meter = new RateMeter();
  for (let picture = 0; picture <= seconds * fps; picture += 1) {
    const nowMs = startMs + (picture * 1000) / fps;
    meter.addBytes(bytesPerPicture, nowMs);
    meter.addPicture(nowMs);
  }
  return meter;
}

describe('RateMeter', () => {
  it.each([
    { fps: 25, seconds: 2 },
    { fps: 25, seconds: 60 },
    { fps: 5, seconds: 30 },
    { fps: 1, seconds: 60 },
  ])('measures $fps pictures per second after $seconds s', ({ fps, seconds }) => {
    const { rates } = steady(seconds, fps, 20_000, 1_234_567);
    expect(Math.abs(rates.fps - fps)).toBeLessThanOrEqual(0.05 * fps + 0.5);
    expect(rates.bitsPerSecond).toBeCloseTo(rates.fps * 20_000 * 8, 3);
  });

  it('says nothing before half a second', () => {
    expect(new RateMeter().rates).toEqual({ bitsPerSecond: 0, fps: 0 });
    expect(steady(0.4, 25, 1000).rates).toEqual({ bitsPerSecond: 0, fps: 0 });
  });

  it('falls to 0 within the window when nothing comes any more', () => {
    const meter = steady(10, 25, 1000);
    meter.advance(12_500);
    expect(meter.rates.fps).toBeGreaterThan(10);
    expect(meter.rates.fps).toBeLessThan(15);
    meter.advance(15_500);
    expect(meter.rates).toEqual({ bitsPerSecond: 0, fps: 0 });
  });

  it('takes what comes a little late for what comes now', () => {
    const meter = steady(10, 25, 1000);
    const before = meter.rates.fps;
    meter.addPicture(9_960);
    meter.addPicture(8_900);
    expect(meter.rates.fps).toBeGreaterThan(before);
    expect(meter.rates.fps).toBeLessThan(before + 1);
  });

  it('starts anew when the clock steps far back', () => {
    const meter = steady(10, 25, 1000, 1_000_000);
    meter.addPicture(0);
    meter.advance(1_000);
    expect(meter.rates.fps).toBe(1);
  });

  it('is never negative or infinite', () => {
    const times = fc.array(fc.integer({ min: -20_000, max: 20_000 }), { maxLength: 100 });
    fc.assert(
      fc.property(times, (list) => {
        const meter = new RateMeter();
        for (const nowMs of list) {
          meter.addBytes(100, nowMs);
          meter.addPicture(nowMs);
          expect(meter.rates.fps).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(meter.rates.bitsPerSecond)).toBe(true);
        }
      }),
    );
  });
});
