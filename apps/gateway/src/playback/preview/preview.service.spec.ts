import type { ProblemError } from '../../errors/problem-error.js';
import { ManualClock, settle } from '../../net/testing/manual-clock.js';
import { FakeConversions } from '../../viewing/testing/fake-camera.js';
import type { PreviewResult } from '../preview-search.js';
import { fakePlaybacks, person } from '../testing/fake-playbacks.js';
import { madeGop } from '../testing/kept-gops.js';
import { PreviewService } from './preview.service.js';

const anna = person('anna');
const at = '2026-11-20T12:00:00Z';
const startMs = Date.parse(at);

const bench = () => {
  const clock = new ManualClock();
  const { service: playbacks, maker } = fakePlaybacks(clock);
  const conversions = new FakeConversions();
  const service = new PreviewService(playbacks, conversions, clock);
  const { id } = playbacks.create({ recorder: 'hq', cameras: [1], at }, anna);
  const [run] = maker.runs;
  if (run === undefined) {
    throw new Error('no playback was made');
  }
  const asked: { atMs: number; signal: AbortSignal; answer: (result: PreviewResult) => void }[] =
    [];
  run.preview = (atMs, signal) =>
    new Promise((answer, reject) => {
      asked.push({ atMs, signal, answer });
      signal.addEventListener('abort', () => reject(new Error('no longer wanted')));
    });
  const take = (query: string, principal = anna, camera = 1) =>
    service.take({ id, camera, principal }, new URLSearchParams(query));
  return { clock, conversions, run, asked, take };
};

const refusal = (promise: Promise<unknown>): Promise<number | undefined> =>
  promise.then(
    () => undefined,
    (error: unknown) => (error as ProblemError).status,
  );

describe('PreviewService', () => {
  it('makes a small picture of the GOP, once', async () => {
    const { conversions, asked, take } = bench();
    const widths: (number | undefined)[] = [];
    conversions.snapshotOf = (unit, width) => {
      widths.push(width);
      return Promise.resolve(Buffer.from(`${unit.codec} of ${unit.parts.length} units`));
    };
    const first = take(`at=${at}`);
    asked[0]?.answer(madeGop({ startMs }));
    const picture = await first;
    expect(picture).toEqual({ jpeg: Buffer.from('h264 of 3 units'), timeMs: startMs });
    const again = take(`at=2026-11-20T12:00:00.700Z`);
    asked[1]?.answer(madeGop({ startMs }));
    await again;
    const large = take(`at=${at}&width=600`);
    asked[2]?.answer(madeGop({ startMs }));
    await large;
    expect(widths).toEqual([320, 640]);
  });

  it('leaves JPEGs as they are', async () => {
    const { conversions, asked, take } = bench();
    const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xd9);
    const picture = take(`at=${at}`);
    const pictures = [{ timeMs: startMs, data: jpeg, key: true, show: true }];
    asked[0]?.answer({ ...madeGop({ startMs }), codec: 'jpeg', pictures });
    expect(await picture).toEqual({ jpeg, timeMs: startMs });
    expect(conversions.snapshots).toBe(0);
  });

  it('does not wait long for a recorder, and finds its answer when it is asked again', async () => {
    const { clock, asked, take } = bench();
    const first = take(`at=${at}`);
    await clock.advance(800);
    expect(await first).toBe('pending');
    const second = take(`at=${at}`);
    expect(asked).toHaveLength(1);
    asked[0]?.answer(madeGop({ startMs }));
    expect(await second).toMatchObject({ timeMs: startMs });
  });

  it('asks for the newest time only', async () => {
    const { asked, take } = bench();
    const first = refusal(take(`at=${at}`));
    const second = take('at=2026-11-20T13:00:00Z');
    expect(await first).toBe(409);
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    asked[1]?.answer('nothing');
    expect(await refusal(second)).toBe(404);
  });

  it('gives up on a recorder that does not answer', async () => {
    const { clock, asked, take } = bench();
    const first = take(`at=${at}`);
    await clock.advance(20_000);
    expect(await first).toBe('pending');
    expect(asked[0]?.signal.aborted).toBe(true);
    await settle();
    void take(`at=${at}`).catch(() => undefined);
    expect(asked).toHaveLength(2);
  });

  it('says why there is none', async () => {
    const { asked, take } = bench();
    const busy = take(`at=${at}`);
    asked[0]?.answer('busy');
    expect(await refusal(busy)).toBe(409);
    expect(await refusal(take('at=yesterday'))).toBe(422);
    expect(await refusal(take(''))).toBe(422);
    expect(await refusal(take(`at=${at}&width=5`))).toBe(400);
    expect(await refusal(take(`at=${at}`, person('bert')))).toBe(404);
    expect(await refusal(take(`at=${at}`, anna, 2))).toBe(404);
    expect(asked).toHaveLength(1);
  });
});
