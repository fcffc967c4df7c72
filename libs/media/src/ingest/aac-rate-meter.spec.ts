import fc from 'fast-check';
import { AacRateMeter } from './aac-rate-meter.js';

const cameraRates = [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];

/** What is measured of 20 s of frames, each held back until the end of its burst. */
function measure(rate: number, burstMs: number, ppm = 0): Set<number> {
  const meter = new AacRateMeter();
  const measured = new Set<number>();
  for (let frame = 0; frame < (20 * rate) / 1_024; frame += 1) {
    const playedMs = ((frame * 1_024_000) / rate) * (1 + ppm / 1e6);
    const arrivalMs = burstMs === 0 ? playedMs : Math.ceil(playedMs / burstMs) * burstMs;
    const result = meter.note(1_024, arrivalMs);
    if (result !== undefined) {
      measured.add(result);
    }
  }
  return measured;
}

describe('AacRateMeter', () => {
  it.each(cameraRates)(
    'measures %i Hz, in bursts of 100 ms and with a drifting clock too',
    (rate) => {
      expect([...measure(rate, 0)]).toEqual([rate]);
      expect([...measure(rate, 100)]).toEqual([rate]);
      expect([...measure(rate, 0, 200)]).toEqual([rate]);
    },
  );

  it('says nothing of a rate that no camera has', () => {
    expect(measure(36_000, 0).size).toBe(0);
  });

  it('leaves out what was measured around a gap', () => {
    const meter = new AacRateMeter();
    const results = Array.from({ length: 400 }, (_, frame) => {
      const arrivalMs = (frame * 1_024) / 16 + (frame >= 200 ? 9_000 : 0);
      if (frame === 200) {
        meter.noteGap();
      }
      return meter.note(1_024, arrivalMs);
    });
    expect(new Set(results)).toEqual(new Set([undefined, 16_000]));
  });

  it('only ever says rates of cameras, whatever the arrivals are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -100, max: 2_000 }), { maxLength: 100 }), (steps) => {
        const meter = new AacRateMeter();
        let nowMs = 0;
        for (const step of steps) {
          nowMs += step;
          expect([undefined, ...cameraRates]).toContain(meter.note(1_024, nowMs));
        }
      }),
    );
  });
});
