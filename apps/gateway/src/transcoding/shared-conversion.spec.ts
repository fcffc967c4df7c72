import type { MediaUnit, SharedRing } from '@casement/media';
import { RingUnitReader } from '@casement/media';
import { ManualClock } from '../net/testing/manual-clock.js';
import type { VideoFormat } from '../viewing/live-cameras.js';
import { FakeCamera, formats } from '../viewing/testing/fake-camera.js';
import { ConversionBudget } from './conversion-budget.js';
import { SharedConversion } from './shared-conversion.js';
import { FakeRuns } from './testing/fake-run.js';

const picture = (index: number, changes: Partial<MediaUnit> = {}): MediaUnit => ({
  codec: 'h265',
  parts: [Uint8Array.of(0x65, index, 1)],
  timestamp: index * 6_000,
  clockRateHz: 90_000,
  channels: 0,
  arrivalMs: index * 66,
  randomAccess: index % 10 === 0,
  discontinuity: false,
  ...changes,
});
const made = (index: number, changes: Partial<MediaUnit> = {}): MediaUnit =>
  picture(index, { codec: 'h264', ...changes });

class House {
  readonly camera = new FakeCamera();
  readonly clock = new ManualClock();
  readonly runs: FakeRuns;
  readonly budget: ConversionBudget;
  readonly conversion: SharedConversion<VideoFormat, VideoFormat>;
  readonly bugs: unknown[] = [];

  constructor(
    budget = new ConversionBudget({ enabled: true, maxJobs: 2, maxCores: 2 }),
    cores?: number,
  ) {
    this.budget = budget;
    this.runs = new FakeRuns(cores);
    this.camera.video.format = formats.h265;
    this.conversion = new SharedConversion(this.runs.recipe, {
      camera: this.camera,
      budget,
      clock: this.clock,
      onBug: (error) => this.bugs.push(error),
    });
  }

  /** Somebody takes; what they got, and what ends it. */
  take(): { units: MediaUnit[]; leave: () => void } {
    const units: MediaUnit[] = [];
    return { units, leave: this.conversion.units({ unit: (unit) => units.push(unit) }) };
  }
}

describe('SharedConversion', () => {
  it('runs while somebody takes, and five seconds more', async () => {
    const house = new House();
    expect(house.conversion.view()).toBeUndefined();
    const first = house.take();
    const second = house.take();
    expect(house.camera.watches).toBe(1);
    house.camera.video.put(picture(1));
    expect(house.runs.all).toHaveLength(0);
    house.camera.video.put(picture(10));
    house.camera.video.put(picture(11));
    expect(house.runs.newest.pushed).toEqual([picture(10), picture(11)]);
    expect(house.conversion.view()).toMatchObject({
      recorder: 'hq',
      camera: 1,
      target: 'h264',
      source: 'h265',
      state: 'starting',
      users: 2,
      since: '2026-11-21T07:08:09.000Z',
    });
    house.runs.newest.make(made(10));
    expect(house.conversion).toMatchObject({ state: 'running', format: { codec: 'h264' } });
    expect([first.units, second.units]).toEqual([[made(10)], [made(10)]]);

    first.leave();
    first.leave();
    second.leave();
    await house.clock.advance(4_900);
    const late = house.take();
    expect(late.units).toEqual([made(10)]);
    late.leave();
    await house.clock.advance(5_000);
    expect(house.runs.all).toHaveLength(1);
    expect(house.runs.newest.isStopped).toBe(true);
    expect(house.camera).toMatchObject({ watches: 0, video: { takers: 0, listeners: 0 } });
    expect(house.conversion.view()).toBeUndefined();
    expect(house.budget.cores).toBe(0);
    expect(house.clock.timers).toBe(0);
  });

  it('gives who comes late what leads up to now, and the ring', () => {
    const house = new House();
    const rings: (SharedRing | undefined)[] = [];
    house.conversion.ring((ring) => rings.push(ring));
    house.camera.video.put(picture(0));
    [made(0), made(1), made(10), made(11)].forEach((unit) => house.runs.newest.make(unit));
    expect(house.take().units).toEqual([made(10), made(11)]);
    expect(rings).toHaveLength(2);
    const reader = new RingUnitReader(rings[1]!);
    expect(reader.pull()).toMatchObject({ codec: 'h264', timestamp: 60_000, randomAccess: true });
    expect(reader.pull()).toMatchObject({ timestamp: 66_000 });
    expect(reader.pull()).toBeUndefined();
  });

  it('takes another ring when the times go back', () => {
    const house = new House();
    const rings = new Set<string | undefined>();
    house.conversion.ring((ring) => rings.add(ring?.id));
    house.camera.video.put(picture(0));
    [made(10), made(11), made(0), made(1)].forEach((unit) => house.runs.newest.make(unit));
    expect([...rings]).toEqual([undefined, expect.any(String), expect.any(String)]);
  });

  it('starts again after a crash, and tells why nothing comes', async () => {
    const house = new House();
    const reasons: (string | undefined)[] = [];
    house.conversion.onChange(() => reasons.push(house.conversion.reason));
    const { units } = house.take();
    house.camera.video.put(picture(0));
    house.runs.newest.make(made(0));
    house.runs.newest.end('failed', 'ffmpeg was ended by SIGKILL: it said nothing');
    expect(house.conversion).toMatchObject({
      state: 'restarting',
      refusal: undefined,
      reason: 'The conversion starts again in 1 s: ffmpeg was ended by SIGKILL: it said nothing.',
    });
    expect(house.budget.cores).toBe(0);
    house.camera.video.put(picture(1));
    await house.clock.advance(1_000);
    // From the newest key picture on, which the camera's supply has kept.
    expect(house.runs.newest.pushed).toEqual([picture(0), picture(1)]);
    house.runs.newest.make(made(2));
    expect(house.conversion.reason).toBeUndefined();
    expect(units).toHaveLength(2);
    expect(house.conversion.figures).toEqual({ made: 2, dropped: 0, restarts: 1 });
    expect(reasons).toContain(
      'The conversion starts again in 1 s: ffmpeg was ended by SIGKILL: it said nothing.',
    );
  });

  it('is refused for a minute when it crashes all the time', async () => {
    const house = new House();
    house.take();
    for (let crash = 0; crash < 5; crash += 1) {
      house.camera.video.put(picture(0));
      house.runs.newest.end('failed', 'ffmpeg hangs');
      await house.clock.advance(crash < 4 ? 8_000 : 0);
    }
    expect(house.conversion).toMatchObject({
      state: 'refused',
      refusal: 'The conversion fails all the time: ffmpeg hangs.',
    });
    const before = house.runs.all.length;
    await house.clock.advance(59_999);
    expect(house.runs.all).toHaveLength(before);
    await house.clock.advance(1);
    expect(house.runs.all).toHaveLength(before + 1);
    expect(house.conversion.refusal).toBeUndefined();
  });

  it('is refused while there is no ffmpeg', async () => {
    const house = new House();
    house.take();
    house.camera.video.put(picture(0));
    house.runs.newest.end('unavailable', 'ffmpeg was not found');
    expect(house.conversion.refusal).toBe('ffmpeg was not found.');
    await house.clock.advance(60_000);
    expect(house.runs.all).toHaveLength(2);
  });

  it('waits for room in the budget', async () => {
    const budget = new ConversionBudget({ enabled: true, maxJobs: 1, maxCores: 2 });
    const house = new House(budget);
    const other = new House(budget);
    const { leave } = house.take();
    house.camera.video.put(picture(0));
    other.camera.video.put(picture(0));
    other.take();
    expect(other.conversion).toMatchObject({
      state: 'refused',
      refusal: '1 of 1 conversions are running.',
    });
    expect(other.camera.video.takers).toBe(0);
    leave();
    await house.clock.advance(5_000);
    expect(other.conversion.refusal).toBeUndefined();
    expect(other.runs.newest.pushed).toEqual([picture(0)]);
  });

  it('begins anew when the camera sends something else', () => {
    const house = new House();
    house.take();
    house.camera.video.put(picture(0));
    house.camera.video.reason = 'nothing comes';
    expect(house.conversion.reason).toBe('nothing comes');
    expect(house.runs.all).toHaveLength(1);
    house.camera.video.put(picture(10, { codec: 'jpeg' }));
    expect(house.runs.newest.pushed).toHaveLength(1);
    house.camera.video.format = formats.jpeg;
    expect(house.runs.all).toHaveLength(2);
    expect(house.runs.all[0]!.isStopped).toBe(true);
    expect(house.runs.newest).toMatchObject({
      format: { codec: 'jpeg' },
      pushed: [{ codec: 'jpeg' }],
    });
    // What an old run still tells is passed over.
    house.runs.all[0]!.make(made(0));
    house.runs.all[0]!.end('failed', 'late');
    expect(house.conversion.state).toBe('starting');
  });

  it('measures what it uses', async () => {
    const house = new House(undefined, 0.5);
    house.take();
    house.camera.video.put(picture(0));
    expect(house.conversion.view()?.cpu).toBeNull();
    house.runs.newest.cpuSeconds = 0.4;
    await house.clock.advance(2_000);
    expect(house.conversion.view()?.cpu).toBeCloseTo(0.2);
    expect(house.budget.cores).toBeCloseTo(0.2);
  });

  it('goes on without a consumer that throws', () => {
    const house = new House();
    house.conversion.units({
      unit: () => {
        throw new Error('a bug');
      },
    });
    const { units } = house.take();
    house.camera.video.put(picture(0));
    house.runs.newest.make(made(0));
    house.runs.newest.make(made(1));
    expect(units).toHaveLength(2);
    expect(house.bugs).toEqual([new Error('a bug')]);
  });

  it('gives its share of the budget back when it cannot be started', async () => {
    const house = new House();
    house.runs.failure = new Error('a bug');
    const { leave } = house.take();
    house.camera.video.put(picture(0));
    expect(house.conversion.refusal).toBe('The conversion cannot be started.');
    expect(house.budget.cores).toBe(0);
    expect(house.bugs).toEqual([new Error('a bug')]);
    house.runs.failure = undefined;
    await house.clock.advance(60_000);
    expect(house.runs.newest.pushed).toEqual([picture(0)]);
    leave();
  });

  it('ends with the camera, and begins anew with the next of that name', async () => {
    const house = new House();
    house.take();
    house.camera.video.put(picture(0));
    await house.camera.end('the camera is no longer there');
    expect(house.runs.newest.isStopped).toBe(true);
    expect([house.conversion.state, house.camera.watches]).toEqual(['idle', 0]);
    const next = new FakeCamera();
    next.video.format = formats.h265;
    house.conversion.use(next);
    house.take();
    next.video.put(picture(10));
    expect(house.runs.newest.pushed).toEqual([picture(10)]);
    expect([house.camera.watches, next.watches]).toEqual([0, 1]);
  });

  it('ends whoever takes', async () => {
    const house = new House();
    const { leave } = house.take();
    house.camera.video.put(picture(0));
    await house.conversion.close();
    expect(house.runs.newest.isStopped).toBe(true);
    expect(house.camera.watches).toBe(0);
    leave();
    await house.conversion.close();
    expect(house.clock.timers).toBe(0);
  });
});
