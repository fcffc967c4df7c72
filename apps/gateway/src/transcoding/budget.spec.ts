import { ConversionBudget } from './conversion-budget.js';
import { pictureCost } from './conversion-cost.js';
import { conversionSettings } from './conversion-settings.js';
import { RestartPolicy } from './restart-policy.js';

const pictures = (cores: number) => ({ kind: 'pictures', cores }) as const;

describe('ConversionBudget', () => {
  const rows: readonly (readonly [string, readonly number[], number, string | undefined])[] = [
    ['the first one, however large', [], 9, undefined],
    ['one that fits', [0.5], 1, undefined],
    ['one that fits exactly', [0.6], 1, undefined],
    [
      'one for which no cores are left',
      [0.5],
      1.2,
      'Conversions use 0.5 of their 1.6 cores, and one more would need about 1.2.',
    ],
    ['one for which there is no place', [0.1, 0.1], 0.1, '2 of 2 conversions are running.'],
  ];
  it.each(rows)('decides about %s', (_, running, wanted, refusal) => {
    const budget = new ConversionBudget({ enabled: true, maxJobs: 2, maxCores: 1.6 });
    running.forEach((cores) => expect(typeof budget.admit(pictures(cores))).toBe('object'));
    expect(budget.refusal(pictures(wanted))).toBe(refusal);
    expect(typeof budget.admit(pictures(wanted))).toBe(refusal === undefined ? 'object' : 'string');
    expect(budget.refused).toBe(refusal === undefined ? 0 : 1);
  });

  it('counts what is measured, and has room again', () => {
    const budget = new ConversionBudget({ enabled: true, maxJobs: 4, maxCores: 1 });
    const share = budget.admit(pictures(0.9));
    const told: string[] = [];
    const stop = budget.onRelease(() => told.push('room'));
    if (typeof share === 'string') {
      throw new Error(share);
    }
    expect(budget.refusal(pictures(0.5))).toContain('0.9 of their 1.0 cores');
    share.measured(0.2);
    expect(budget.cores).toBeCloseTo(0.2);
    expect(budget.refusal(pictures(0.5))).toBeUndefined();
    share.release();
    share.release();
    expect(told).toEqual(['room']);
    expect(budget.cores).toBe(0);
    stop();
  });

  it('has places of their own for sound', () => {
    const budget = new ConversionBudget({ enabled: true, maxJobs: 1, maxCores: 2 });
    budget.admit(pictures(0.5));
    for (let sound = 0; sound < 16; sound += 1) {
      expect(typeof budget.admit({ kind: 'sound', cores: 0.02 })).toBe('object');
    }
    expect(budget.refusal({ kind: 'sound', cores: 0.02 })).toBe(
      '16 of 16 conversions of sound are running.',
    );
  });

  it('refuses everything when it is switched off', () => {
    const budget = new ConversionBudget({ enabled: false, maxJobs: 1, maxCores: 2 });
    expect(budget.admit(pictures(0.1))).toBe('Conversions are switched off (transcoding.enabled).');
  });
});

describe('pictureCost', () => {
  it('grows with the pixels of both sides', () => {
    const limits = { maxWidth: 1280, maxHeight: 720, maxFps: 15 };
    const format = {
      codec: 'h265',
      width: 1920,
      height: 1080,
      reorders: false,
      codecString: '',
    } as const;
    const large = pictureCost(format, 'h264', limits).cores;
    const small = pictureCost({ ...format, width: 640, height: 360 }, 'h264', limits).cores;
    const thumb = pictureCost(format, 'h264', { ...limits, maxHeight: 360 }).cores;
    expect(large).toBeGreaterThan(thumb);
    expect(thumb).toBeGreaterThan(small);
    expect(large).toBeLessThan(1);
  });
});

describe('conversionSettings', () => {
  const config = { enabled: true, maxHeight: 720, maxFps: 15 } as const;

  it('decides what is left open by the machine', () => {
    expect(conversionSettings({ ...config, maxJobs: 'auto', maxCores: 'auto' }, 4)).toMatchObject({
      maxJobs: 16,
      maxCores: 3.2,
    });
    const given = { ...config, maxJobs: 3, maxCores: 1.5, ffmpegPath: '/opt/ffmpeg' };
    expect(conversionSettings(given, 8)).toMatchObject({
      maxJobs: 3,
      maxCores: 1.5,
      ffmpegPath: '/opt/ffmpeg',
    });
  });
});

describe('RestartPolicy', () => {
  it('waits longer each time, and gives up for a minute after five crashes in one', () => {
    const policy = new RestartPolicy();
    const waits = [0, 2_000, 5_000, 10_000, 20_000].map((nowMs) => policy.crashed(nowMs));
    expect(waits).toEqual([
      { waitMs: 1_000, givenUp: false },
      { waitMs: 2_000, givenUp: false },
      { waitMs: 4_000, givenUp: false },
      { waitMs: 8_000, givenUp: false },
      { waitMs: 60_000, givenUp: true },
    ]);
  });

  it('waits up to 30 s, and forgets what is long past', () => {
    const policy = new RestartPolicy();
    let nowMs = 0;
    const waits = Array.from({ length: 8 }, () => policy.crashed((nowMs += 50_000)).waitMs);
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(policy.crashed(nowMs + 60_001)).toEqual({ waitMs: 1_000, givenUp: false });
  });
});
