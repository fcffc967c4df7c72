import fc from 'fast-check';
import { PictureClock } from './picture-clock.js';
import { silence, soundSamples } from './silence.js';
import { SoundClock } from './sound-clock.js';
import { parseCpuSeconds } from './child-cpu.js';

describe('PictureClock', () => {
  it('gives times that grow, and finds what they were, whatever the camera counts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -(2 ** 40), max: 2 ** 40 })), (timestamps) => {
        const clock = new PictureClock(false);
        let last = -1;
        for (const [arrivalMs, timestamp] of timestamps.entries()) {
          const timeMs = clock.place({ timestamp, arrivalMs })!;
          expect(timeMs).toBeGreaterThan(last);
          expect(clock.find(timeMs)).toEqual({ timestamp, arrivalMs });
          last = timeMs;
        }
      }),
    );
  });

  it('keeps distances without adding up what is rounded', () => {
    const clock = new PictureClock(false);
    const times = Array.from({ length: 9_001 }, (_, index) =>
      clock.place({ timestamp: 7 + index * 3_003, arrivalMs: 0 }),
    );
    expect(times.at(-1)).toBe(Math.round((9_000 * 3_003) / 90));
  });

  it('takes B pictures as they come, but none that is shown before the first one', () => {
    const clock = new PictureClock(true);
    const place = (picture: number) => clock.place({ timestamp: picture * 9_000, arrivalMs: 0 });
    expect([3, 6, 4, 5, 1, 9].map(place)).toEqual([0, 300, 100, 200, undefined, 600]);
    expect(clock.find(100)).toMatchObject({ timestamp: 36_000 });
    expect(clock.find(0)).toBeUndefined();
  });

  it('goes on after a jump', () => {
    const clock = new PictureClock(false);
    const times = [0, 9_000, 9_000_000_000, 9_000_009_000, 5].map((timestamp) =>
      clock.place({ timestamp, arrivalMs: 0 }),
    );
    expect(times).toEqual([0, 100, 140, 240, 280]);
  });
});

describe('SoundClock', () => {
  it('gives each made sample the place of its original', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 40 }),
        fc.array(fc.integer({ min: 1, max: 4_000 }), { minLength: 1, maxLength: 40 }),
        fc.nat(1_000),
        (start, pieces, skipped) => {
          const clock = new SoundClock(8_000, 48_000);
          clock.skip(skipped);
          let timestamp = start;
          let made = 0;
          for (const samples of pieces) {
            clock.place({ timestamp, samples, arrivalMs: 0 });
            timestamp += samples;
            while (made + 960 <= (timestamp - start) * 6) {
              expect(clock.take(960)!.timestamp).toBe(start * 6 + made - skipped);
              made += 960;
            }
          }
        },
      ),
    );
  });

  it('follows a clock that drifts, and never goes back', () => {
    const clock = new SoundClock(8_000, 48_000);
    let last = -Infinity;
    for (let packet = 0; packet < 5_000; packet += 1) {
      // 2,000 ppm, and jitter of some samples.
      const timestamp = Math.round(packet * 160.32) + (packet % 3);
      const missing = clock.missing({ timestamp, samples: 160, arrivalMs: packet });
      clock.placeSilence(missing);
      clock.place({ timestamp, samples: 160, arrivalMs: packet });
      const place = clock.take((160 + missing) * 6)!;
      expect(place.timestamp).toBeGreaterThan(last);
      expect(Math.abs(place.timestamp / 6 + missing - timestamp)).toBeLessThanOrEqual(16);
      last = place.timestamp;
    }
  });

  it('asks for silence up to a second', () => {
    const clock = new SoundClock(8_000, 48_000);
    const moment = (timestamp: number) => ({ timestamp, samples: 160, arrivalMs: 0 });
    expect(clock.missing(moment(99))).toBe(0);
    clock.place(moment(0));
    expect([160, 168, 169, 8_160, 8_161, 0].map((at) => clock.missing(moment(at)))).toEqual([
      0, 0, 9, 8_000, 0, 0,
    ]);
    expect(new SoundClock(8_000, 48_000).take(960)).toBeUndefined();
  });
});

describe('silence', () => {
  it('lasts as long as it says', () => {
    for (const codec of ['pcmu', 'pcma', 'g726', 'aac'] as const) {
      for (const { bytes, samples } of silence(codec, 5_000, 1)) {
        expect(soundSamples(codec, bytes.length, 1)).toBe(samples);
      }
    }
    expect(silence('aac', 5_000, 2)).toHaveLength(5);
    expect(silence('aac', 5_000, 6)).toEqual([]);
    expect(silence('pcmu', 0, 1)).toEqual([]);
    expect(silence('g726', 161, 1)).toMatchObject([{ samples: 160 }]);
  });
});

describe('parseCpuSeconds', () => {
  it('passes over whatever the program is called', () => {
    const line = '42 (a) b (c)) S 1 42 42 0 -1 4194304 1 2 3 4 150 25 5 6 20 0 1 0 7';
    expect(parseCpuSeconds(line)).toBe(1.75);
    expect(parseCpuSeconds('42 (ffmpeg) S 1')).toBeUndefined();
    expect(parseCpuSeconds('')).toBeUndefined();
  });
});
