import fc from 'fast-check';
import { settle } from '../../testing/fake-timers.js';
import {
  FakeGopDecoder,
  FakePicture,
  type SampleGop,
  sampleGopData,
  sampleGopHeader,
} from '../../testing/recorded-gops.js';
import type { ClockState } from './clock-follower.js';
import type { FromGopWorker } from './gop-worker-messages.js';
import { PictureEngine } from './picture-engine.js';
import { shelfLimits } from './picture-shelf.js';

function engine(supported = true) {
  const world = { nowMs: 0, decodes: true };
  const decoders: FakeGopDecoder[] = [];
  const pictures: FakePicture[] = [];
  const told: FromGopWorker[] = [];
  const drawn: FakePicture[] = [];
  const cleared: number[] = [];
  const made = new PictureEngine({
    createDecoder: (init) => {
      const next = new FakeGopDecoder(init, pictures);
      decoders.push(next);
      return next;
    },
    createChunk: (init) => init as unknown as EncodedVideoChunk,
    createBitmap: () => {
      const picture = new FakePicture();
      pictures.push(picture);
      return Promise.resolve(picture as unknown as ImageBitmap);
    },
    isSupported: () => Promise.resolve(supported),
    draw: (picture) => {
      const fake = picture as unknown as FakePicture;
      expect(fake.closed).toBe(0);
      drawn.push(fake);
    },
    clear: () => cleared.push(world.nowMs),
    afterDrawing: (callback) => callback(),
    tell: (message) => told.push(message),
    wake: () => undefined,
    nowMs: () => world.nowMs,
  });
  const state: ClockState = {
    generation: 1,
    running: false,
    direction: 1,
    speed: 1,
    positionMs: 0,
  };
  const clock = (change: Partial<ClockState>, gap = false): void => {
    Object.assign(state, change);
    made.clock({ ...state }, gap, world.nowMs);
  };
  const gop = (sample: SampleGop): void => {
    const header = sampleGopHeader(sample);
    made.gop(header, sampleGopData(header));
  };
  /** Lets the screen be drawn so many times, and the decoder work in between. */
  const ticks = async (count: number, everyMs = 16): Promise<void> => {
    for (let tick = 0; tick < count; tick += 1) {
      made.tick();
      if (world.decodes) {
        decoders.at(-1)?.gives(8);
      }
      await settle();
      world.nowMs += everyMs;
    }
  };
  const shown = (): readonly number[] =>
    told.flatMap((message) => (message.kind === 'picture' ? [message.timeMs] : []));
  const kinds = (kind: FromGopWorker['kind']): readonly FromGopWorker[] =>
    told.filter((message) => message.kind === kind);
  return { made, world, decoders, pictures, told, drawn, cleared, clock, gop, ticks, shown, kinds };
}

const tenGops = Array.from({ length: 10 }, (_, index) => ({ startMs: index * 1_000, count: 25 }));

describe('PictureEngine', () => {
  it('shows exactly the picture of a position, from the key picture on', async () => {
    const { clock, gop, ticks, shown } = engine();
    clock({ positionMs: 1_490 });
    tenGops.slice(0, 3).forEach(gop);
    await ticks(10);
    expect(shown()).toEqual([1_480]);
  });

  it('plays every picture once and in order, and the same back', async () => {
    const { clock, gop, ticks, shown, told, made } = engine();
    tenGops.forEach(gop);
    clock({ positionMs: 0, running: true });
    await ticks(500);
    const forward = shown();
    expect(forward).toEqual(Array.from({ length: forward.length }, (_, index) => index * 40));
    expect(forward.length).toBeGreaterThan(195);
    const lastMs = forward.at(-1) ?? 0;
    clock({ running: false, positionMs: lastMs });
    await ticks(2);
    told.length = 0;
    clock({ generation: 2, running: true, direction: -1, positionMs: lastMs });
    await ticks(500);
    const back = shown();
    expect(back).toEqual(
      Array.from({ length: back.length }, (_, index) => lastMs - 40 - index * 40),
    );
    expect(back.length).toBeGreaterThan(190);
    expect(made.statistics.skipped).toBe(0);
  });

  it('steps over the border of two GOPs both ways', async () => {
    const { clock, gop, ticks, shown } = engine();
    tenGops.slice(0, 3).forEach(gop);
    const steps = [960, 1_000, 1_040, 1_000, 960, 920];
    for (const [generation, positionMs] of steps.entries()) {
      clock({ generation, positionMs });
      await ticks(6);
    }
    expect(shown()).toEqual(steps);
  });

  it('closes each picture exactly once and holds no more than it may, whatever is asked', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            positionMs: fc.nat(9_999),
            running: fc.boolean(),
            direction: fc.constantFrom(1 as const, -1 as const),
            speed: fc.constantFrom(0.25, 1, 4, 16),
            ticks: fc.nat(20),
          }),
          { maxLength: 8 },
        ),
        async (commands) => {
          const { made, clock, gop, ticks, pictures } = engine();
          tenGops.forEach(gop);
          for (const [generation, { ticks: count, ...command }] of commands.entries()) {
            clock({ generation, ...command });
            await ticks(count);
            expect(made.statistics.openFrames).toBe(
              pictures.filter(({ closed }) => closed === 0).length,
            );
          }
          expect(made.statistics.mostOpenFrames).toBeLessThanOrEqual(shelfLimits.pictures + 8);
          made.close();
          expect(pictures.every(({ closed }) => closed === 1)).toBe(true);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('decodes a long GOP piece by piece in reverse, within what may be held', async () => {
    const { made, clock, gop, ticks, shown } = engine();
    made.budget(640 * 360 * 30);
    gop({ startMs: 0, count: 200 });
    clock({ positionMs: 7_999, running: true, direction: -1 });
    await ticks(480);
    const back = shown();
    expect(back).toEqual(Array.from({ length: back.length }, (_, index) => 7_960 - index * 40));
    expect(back.length).toBeGreaterThan(180);
    expect(made.statistics.mostOpenFrames).toBeLessThanOrEqual(38);
  });

  it('goes on where the next GOP has another codec and size', async () => {
    const { clock, gop, ticks, shown, decoders } = engine();
    gop({ startMs: 0, count: 5, endMs: 200 });
    gop({ startMs: 200, count: 5, codec: 'hvc1.1.6.L93.B0', width: 3_840, height: 2_160 });
    gop({ startMs: 400, count: 5, codec: 'jpeg' });
    clock({ positionMs: 0, running: true });
    await ticks(40);
    expect(shown()).toEqual(Array.from({ length: 15 }, (_, index) => index * 40));
    expect(decoders.map(({ config }) => config?.codec)).toEqual(['avc1.4d401f', 'hvc1.1.6.L93.B0']);
  });

  it('tells that a codec is not decoded here', async () => {
    const { gop, ticks, kinds, decoders } = engine(false);
    gop({ startMs: 0 });
    await ticks(2);
    expect(kinds('unsupported')).toEqual([
      { kind: 'unsupported', words: 'This browser does not decode avc1.4d401f' },
    ]);
    expect(decoders).toEqual([]);
  });

  it('empties the screen in a gap and shows the picture behind it', async () => {
    const { clock, gop, ticks, shown, kinds, cleared } = engine();
    gop({ startMs: 0 });
    clock({ positionMs: 0 });
    await ticks(4);
    clock({ generation: 2, positionMs: 60_000 }, true);
    await ticks(4);
    expect([kinds('blank'), cleared]).toMatchObject([[{ kind: 'blank' }], { length: 1 }]);
    gop({ startMs: 90_000 });
    clock({ generation: 3, positionMs: 90_000 });
    await ticks(4);
    expect(shown()).toEqual([0, 90_000]);
  });

  it('tells when it waits for long, and what for', async () => {
    const { clock, gop, ticks, kinds, world } = engine();
    clock({ positionMs: 0 });
    await ticks(25);
    world.decodes = false;
    gop({ startMs: 0 });
    await ticks(25);
    world.decodes = true;
    await ticks(5);
    expect(kinds('waiting')).toEqual(
      ['gop', 'decoder', null].map((what) => ({ kind: 'waiting', what })),
    );
  });

  it('leaves out the rest of a GOP when it decodes too slowly, counts it, and says so', async () => {
    const { made, clock, gop, ticks, told, kinds, world, decoders, shown } = engine();
    [0, 4_000, 8_000, 12_000].forEach((startMs) => gop({ startMs, count: 100 }));
    clock({ positionMs: 0, running: true });
    world.decodes = false;
    // Half as many pictures as there are: without leaving any out it would be 7 s behind in the end.
    for (let passedMs = 0; passedMs < 14_000; passedMs += 80) {
      await ticks(5);
      decoders.at(-1)?.gives(1);
    }
    const lags = told.flatMap((message) => (message.kind === 'picture' ? [message.lagMs] : []));
    expect(Math.max(...lags)).toBeLessThan(2_200);
    expect(shown()).toEqual([...new Set(shown())].sort((a, b) => a - b));
    expect(shown()).toEqual(expect.arrayContaining([4_000, 8_000, 12_000]));
    const reached = (shown().at(-1) ?? 0) / 40 + 1;
    expect(shown().length + made.statistics.skipped).toBe(reached);
    expect(made.statistics.skipped).toBeGreaterThan(100);
    expect(kinds('behind').slice(0, 2)).toEqual([
      { kind: 'behind', seconds: 1 },
      { kind: 'behind', seconds: 2 },
    ]);
    clock({ generation: 2, running: false });
    await ticks(1);
    expect(kinds('behind').at(-1)).toEqual({ kind: 'behind', seconds: null });
  });

  it('passes over a GOP that cannot be decoded', async () => {
    const { made, clock, gop, ticks, shown, kinds, decoders, world } = engine();
    tenGops.slice(0, 3).forEach(gop);
    clock({ positionMs: 900, running: true });
    await ticks(3);
    world.decodes = false;
    while (decoders.at(-1)?.fed.length === 0 || made.statistics.damaged === 0) {
      await ticks(1, 1);
      decoders.at(-1)?.breaks('bad data');
      await settle();
    }
    world.decodes = true;
    await ticks(130);
    expect(kinds('failed').length + made.statistics.damaged).toBeGreaterThan(0);
    expect(shown().at(-1)).toBeGreaterThan(2_000);
  });

  it('gives up when no GOP ever gives a picture', async () => {
    const { clock, gop, ticks, kinds, decoders, world } = engine();
    tenGops.slice(0, 4).forEach(gop);
    await settle();
    world.decodes = false;
    for (let position = 0; position < 3; position += 1) {
      clock({ generation: position, positionMs: position * 1_000 + 500 });
      await ticks(1);
      decoders.at(-1)?.breaks('no such profile');
      await settle();
    }
    expect(kinds('unsupported')).toEqual([
      {
        kind: 'unsupported',
        words: 'This browser cannot decode the recording (no such profile)',
      },
    ]);
  });

  it('refuses a GOP without a key picture in words, and one without pictures silently', async () => {
    const { made, ticks, kinds } = engine();
    const header = sampleGopHeader({ startMs: 0 });
    const pictures = header.pictures.map((picture) => ({ ...picture, key: false }));
    made.gop({ ...header, pictures }, sampleGopData(header));
    made.gop({ ...header, pictures: [] }, new Uint8Array(0));
    await ticks(1);
    expect(kinds('failed')).toHaveLength(1);
    expect(made.statistics).toMatchObject({ damaged: 5, bufferedGops: 0 });
  });

  it('holds fewer pictures when the decoder stands still because of them', async () => {
    const { made, clock, gop, ticks, world, decoders, shown } = engine();
    tenGops.forEach(gop);
    clock({ positionMs: 0, running: true });
    await ticks(20);
    const before = made.statistics.openFrames;
    world.decodes = false;
    while ((decoders.at(-1)?.inside.length ?? 0) === 0) {
      await ticks(1);
    }
    await ticks(1, 2_100);
    await ticks(1);
    world.decodes = true;
    await ticks(200);
    expect(made.statistics.openFrames).toBeLessThan(before);
    expect(shown().at(-1)).toBeGreaterThan(5_000);
  });
});
