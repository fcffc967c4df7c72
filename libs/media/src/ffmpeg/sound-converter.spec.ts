import type { MediaUnit } from '../gop/media-unit.js';
import type { FfmpegStreamEnd } from './ffmpeg-stream.js';
import { SoundConverter } from './sound-converter.js';
import type { ConvertedSound } from './sound-converter.js';
import { madeSound } from './testing/made-media.js';

class House {
  readonly units: MediaUnit[] = [];
  readonly converter: SoundConverter;
  readonly ended: Promise<FfmpegStreamEnd>;
  #heard = (): void => undefined;

  constructor(source: ConvertedSound, target: 'opus' | 'aac') {
    let end: (end: FfmpegStreamEnd) => void = () => undefined;
    this.ended = new Promise((resolve) => (end = resolve));
    this.converter = new SoundConverter({
      ffmpegPath: 'ffmpeg',
      source,
      target,
      onUnit: (unit) => {
        this.units.push(unit);
        this.#heard();
      },
      onEnd: end,
    });
  }

  /** Resolves when so many frames have come out. */
  async until(count: number): Promise<void> {
    while (this.units.length < count) {
      await new Promise<void>((resolve) => (this.#heard = resolve));
    }
  }

  async all(units: readonly MediaUnit[]): Promise<readonly MediaUnit[]> {
    units.forEach((unit) => this.converter.push(unit));
    this.converter.end();
    expect(await this.ended).toEqual({ outcome: 'finished', reason: '' });
    return this.units;
  }
}

const g726 = { codec: 'g726', sampleRateHz: 8_000, channels: 1 } as const;
const pcmu = { codec: 'pcmu', sampleRateHz: 8_000, channels: 1 } as const;
const steps = (units: readonly MediaUnit[]): number[] => [
  ...new Set(units.slice(1).map(({ timestamp }, at) => timestamp - units[at]!.timestamp)),
];

/** Samples at 48 kHz from the first sample that went in: 10 s. */
const wholeSamples = 480_000;
const start = 70_000 * 6;

describe('SoundConverter', () => {
  it('makes Opus of ten seconds of G.726, to the sample', async () => {
    const units = await new House(g726, 'opus').all(await madeSound('g726', 10, 80));
    expect(units[0]).toMatchObject({
      codec: 'opus',
      clockRateHz: 48_000,
      channels: 1,
      discontinuity: true,
    });
    // The encoder's delay of 6.5 ms stands in front.
    expect(units[0]!.timestamp).toBe(start - 312);
    expect(steps(units)).toEqual([960]);
    const end = units.at(-1)!.timestamp + 960;
    expect(end).toBeGreaterThanOrEqual(start + wholeSamples);
    expect(end).toBeLessThan(start + wholeSamples + 960);
  });

  it('makes AAC of ten seconds of G.726, to the sample', async () => {
    const units = await new House(g726, 'aac').all(await madeSound('g726', 10, 80));
    expect(units[0]).toMatchObject({ codec: 'aac', clockRateHz: 48_000, channels: 1 });
    expect(units[0]!.timestamp).toBe(start - 1_024);
    expect(steps(units)).toEqual([1_024]);
    const end = units.at(-1)!.timestamp + 1_024;
    expect(end).toBeGreaterThanOrEqual(start + wholeSamples);
    expect(end).toBeLessThan(start + wholeSamples + 1_024);
  });

  it.each(['opus', 'aac'] as const)('does not hold %s back for long', async (target) => {
    const frames = await madeSound('pcmu', 2, 160);
    const house = new House(pcmu, target);
    for (const [index, frame] of frames.entries()) {
      house.converter.push(frame);
      // At most 100 ms of sound are inside.
      await house.until(Math.floor(Math.max(0, index - 4) * (target === 'opus' ? 1 : 960 / 1_024)));
    }
    await house.converter.stop();
    expect((await house.ended).outcome).toBe('stopped');
    expect(house.units.at(-1)!.arrivalMs).toBeLessThanOrEqual(frames.at(-1)!.arrivalMs);
  });

  it('fills what is missing with silence, and leaves a longer gap as it is', async () => {
    const frames = await madeSound('pcmu', 3, 160);
    const short = frames.filter((_, index) => index < 50 || index >= 80);
    const filled = await new House(pcmu, 'opus').all(short);
    expect(steps(filled)).toEqual([960]);
    expect(filled.at(-1)!.timestamp).toBeGreaterThanOrEqual(start + 3 * 48_000 - 960);

    const long = frames.filter((_, index) => index < 20 || index >= 120);
    const gap = await new House(pcmu, 'opus').all(long);
    expect(steps(gap).toSorted((a, b) => a - b)).toEqual([960, 960 + 2 * 48_000]);
  });

  it('makes Opus of AAC', async () => {
    const aac = await new House(pcmu, 'aac').all(await madeSound('pcmu', 2, 160));
    const source = { codec: 'aac', sampleRateHz: 48_000, channels: 1 } as const;
    // The first frame and two in the middle are missing.
    const some = aac.filter((_, index) => index > 0 && index !== 40 && index !== 41);
    const units = await new House(source, 'opus').all(some);
    expect(units[0]!.timestamp).toBe(start - 312);
    expect(steps(units)).toEqual([960]);
    expect(units.at(-1)!.timestamp + 960).toBeGreaterThanOrEqual(start + 96_000);
  });

  it('hears the tone that went in', async () => {
    const frames = await madeSound('pcma', 1, 160);
    const units = await new House({ ...pcmu, codec: 'pcma' }, 'opus').all(frames);
    const bytes = units.reduce((sum, { parts }) => sum + parts[0]!.length, 0);
    // Silence would be three bytes a packet.
    expect(bytes / units.length).toBeGreaterThan(20);
  });
});
