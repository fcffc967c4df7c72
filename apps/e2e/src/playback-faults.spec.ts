import type { Playback, PlaybackCommand } from '@casement/contract';
import { type OpenPlayback, PlaybackHouse } from './testing/playback-house.js';
import { timesBetween } from './testing/recorded-pictures.js';

/** Of the scenario `test-playback`. */
const camera = 1;
const fps = 25;
const second = 1_000;

let house: PlaybackHouse;

beforeAll(async () => {
  house = await PlaybackHouse.start();
}, 400_000);

afterEach(async () => {
  await house.recorder.faults();
  await house.endAll();
});

afterAll(() => house.stop(), 60_000);

const at = (atMs: number): string => new Date(atMs).toISOString();

const send = (open: OpenPlayback, command: PlaybackCommand): Promise<Playback> =>
  house.client.command(open.id, command);

const playing = (startMs: number, recorder?: string): Promise<OpenPlayback> =>
  house.playing(camera, startMs, recorder);

const answer = (status: 'html' | 204 | 401 | 503, times?: number): object => ({
  kind: 'answer',
  status,
  cgis: ['camera'],
  ...(times === undefined ? {} : { times }),
});
const defect = (form: string): object => ({ kind: 'gop-defect', form });

describe('a recorder that sends the wrong thing', () => {
  it.each([
    ['is too busy', answer(503), /503/],
    ['sends less than it announces', defect('truncated'), /shorter than it says/],
    ['ends within a picture', defect('cut'), /./],
    ['lies about the length of a picture', defect('lying-length'), /./],
    ['says less than its header', defect('short-length'), /./],
    ['lies about the length of information', defect('lying-chunk'), /./],
    ['sends no key picture', defect('no-idr'), /no key picture/],
    ['sends no parameter sets', defect('no-parameter-sets'), /no SPS/],
    ['sends pictures out of order', defect('out-of-order'), /out of order/],
    ['sends a body that nobody knows', defect('unknown-chunk'), /cannot be read/],
    ['sends another camera', defect('wrong-camera'), /expected camera 1/],
  ])('%s: says it and plays on afterwards', async (_what, fault, words) => {
    const startMs = house.untouchedTime();
    const open = await playing(startMs);
    await house.recorder.faults(fault);
    await open.watch.until('a reason', ({ clocks }) =>
      clocks.some(({ camera: { reason } }) => words.test(reason ?? '')),
    );
    await house.recorder.faults();
    open.watch.forget();
    await send(open, { command: 'seek', at: at(startMs) });
    await open.watch.until(
      'to run again without a reason',
      ({ clock }) =>
        clock?.running && clock.camera.reason === null && clock.positionMs > startMs + 2 * second,
      40_000,
    );
    await send(open, { command: 'pause' });
    expect(open.watch.times.filter((ms) => ms > startMs && ms < startMs + 2 * second)).toEqual(
      timesBetween(startMs, startMs + 2 * second, fps).slice(1),
    );
  });

  it.each([
    ['has nothing (204)', answer(204)],
    ['sends an empty body', defect('empty-body')],
    ['sends no pictures', defect('no-pictures')],
  ])('%s: takes it for a gap, says so and plays on behind it', async (_what, fault) => {
    const startMs = house.untouchedTime();
    const open = await playing(startMs);
    await house.recorder.faults(fault);
    await open.watch.until('a reason', ({ clocks }) =>
      clocks.some(({ camera: { reason } }) => reason?.startsWith('no recording')),
    );
    await house.recorder.faults();
    await open.watch.until(
      'to run again without a reason',
      ({ clock }) =>
        clock?.running && clock.camera.reason === null && clock.positionMs > startMs + 8 * second,
      40_000,
    );
    expect(open.watch.times.at(-1)).toBeGreaterThan(startMs + 8 * second);
  });
});
