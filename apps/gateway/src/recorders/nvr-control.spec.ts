import { nvrCommands, serializeLoginPage } from '@casement/protocol';
import { systemClock } from '../net/clock.js';
import { createDialler } from '../net/dial.js';
import type { ControlOutcome } from './control-reply.js';
import { type MakeControlCommand, uidPatienceMs } from './nvr-control.js';
import { NvrRecorder } from './nvr-recorder.js';
import type { SessionCause } from './session-cause.js';
import { FakeRecorder } from './testing/fake-recorder.js';
import { until } from './testing/until.js';
import { ManualClock } from '../net/testing/manual-clock.js';

const paceMs = 100;
const toPreset: MakeControlCommand = (uid) => nvrCommands.goToPreset(uid, 3, 1);
const page = (text: string) => ({ status: 200, contentType: 'text/html', body: text }) as const;

describe('NvrControl', () => {
  let fake: FakeRecorder;
  const recorders: NvrRecorder[] = [];
  const bugs: unknown[] = [];

  beforeEach(async () => {
    fake = await FakeRecorder.start();
  });

  afterEach(async () => {
    await Promise.all(recorders.splice(0).map((recorder) => recorder.close()));
    await fake.dispose();
    expect(bugs.splice(0)).toEqual([]);
  });

  async function open(clock = systemClock): Promise<NvrRecorder> {
    const recorder = new NvrRecorder({
      config: fake.config({ pacing: { controlMs: 0, ptzMs: paceMs } }),
      clock,
      random: () => 0,
      dispatcher: createDialler({ connectTimeoutMs: 1_000 }),
      onChange: () => undefined,
      onBug: (error) => bugs.push(error),
    });
    recorders.push(recorder);
    recorder.start();
    await until(() => fake.count('setupLive') === 1);
    await until(() => recorder.control.unavailable(3) === undefined);
    return recorder;
  }

  const answerControl = (answer: ReturnType<FakeRecorder['answer']>): void => {
    fake.answer = ({ command }) => (command === 'goToPreset' ? answer : undefined);
  };

  it.each<readonly [string, ReturnType<FakeRecorder['answer']>, ControlOutcome['kind']]>([
    ['done', undefined, 'done'],
    ['401', { status: 401 }, 'refused'],
    ['403', { status: 403 }, 'refused'],
    ['404', { status: 404 }, 'refused'],
    ['400', { status: 400 }, 'refused'],
    ['the login page', page(serializeLoginPage('5')), 'failed'],
    ['204', { status: 204 }, 'failed'],
    ['a connection that is cut', 'reset', 'failed'],
  ])('%s to control alone: the session stays', async (_name, answer, kind) => {
    const recorder = await open();
    const lost: SessionCause[] = [];
    await recorder.lease(1, { lost: (cause) => lost.push(cause) }, new AbortController().signal);
    answerControl(answer);
    expect((await recorder.control.sendSurely(3, toPreset)).kind).toBe(kind);
    expect(lost).toEqual([]);
    expect(fake.count('login')).toBe(1);
    expect(recorder.sessionsHeld).toBe(1);
  });

  it.each(['401', 'the login page'] as const)(
    '%s to everything: the session is lost, had again, and the command sent once more',
    async (how) => {
      const recorder = await open();
      const before = [...fake.uids];
      fake.evict();
      if (how === 'the login page') {
        fake.answer = (request) =>
          'uid' in request && before.includes(request.uid ?? '')
            ? page(serializeLoginPage('5'))
            : undefined;
      }
      expect(await recorder.control.sendSurely(3, toPreset)).toEqual({ kind: 'done' });
      const uids = fake.seen.flatMap(({ request }) =>
        request.command === 'goToPreset' ? [request.uid] : [],
      );
      expect(uids).toEqual([before[0], [...fake.uids][0]]);
      expect(recorder.counters.sessionsLost).toBe(1);
    },
  );

  it('steers a camera with the UID of its pictures, and one without pictures with the first', async () => {
    const recorder = await open();
    const { signal } = new AbortController();
    const leases = await Promise.all(
      Array.from({ length: 17 }, (_, at) =>
        recorder.lease(at + 1, { lost: () => undefined }, signal),
      ),
    );
    const uidOfCommand = async (camera: number): Promise<string | undefined> => {
      let used: string | undefined;
      await recorder.control.send(camera, (uid) => {
        used = uid;
        return nvrCommands.goToPreset(uid, camera, 1);
      });
      return used;
    };
    const [first, last] = [leases[0]?.uid, leases[16]?.uid];
    expect(first).not.toBe(last);
    expect(await uidOfCommand(1)).toBe(first);
    expect(await uidOfCommand(17)).toBe(last);
    expect(await uidOfCommand(99)).toBe(first);
  });

  it('sends a command whose connection was closed once more, in another turn', async () => {
    const recorder = await open();
    let cuts = 1;
    fake.answer = ({ command }) => {
      const isCut = command === 'goToPreset' && cuts > 0;
      cuts -= isCut ? 1 : 0;
      return isCut ? 'reset' : undefined;
    };
    expect(await recorder.control.sendSurely(3, toPreset)).toEqual({ kind: 'done' });
    const [first, second, ...more] = fake.seen
      .filter(({ request }) => request.command === 'goToPreset')
      .map(({ atMs }) => atMs);
    expect(more).toEqual([]);
    expect(second! - first!).toBeGreaterThanOrEqual(paceMs - 1);
    expect(fake.count('login')).toBe(1);
  });

  it('does not try for ever', async () => {
    const recorder = await open();
    fake.answer = ({ command }) =>
      command === 'goToPreset' || command === 'keepAlive' ? { status: 401 } : undefined;
    expect(await recorder.control.sendSurely(3, toPreset)).toEqual({
      kind: 'failed',
      reason: 'the recorder ended the session',
    });
    expect(fake.count('goToPreset')).toBe(2);
  });

  it('waits for a UID, and says why there is none', async () => {
    const clock = new ManualClock();
    const recorder = await open(clock);
    fake.answer = ({ command }) => (command === 'login' ? { status: 503 } : undefined);
    fake.evict();
    const outcome = recorder.control.sendSurely(3, toPreset);
    await until(() => recorder.control.unavailable(3) !== undefined);
    let result: ControlOutcome | undefined;
    void outcome.then((each) => {
      result = each;
    });
    await clock.advance(uidPatienceMs);
    await until(() => result !== undefined);
    expect(result).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('503') as string,
    });
  });

  it('does not wait when it is closed, nor when nobody wants it any more', async () => {
    const recorder = await open();
    const gone = AbortSignal.abort(new Error('never mind'));
    await expect(recorder.control.send(3, toPreset, { signal: gone })).rejects.toThrow(
      'never mind',
    );
    await recorder.close();
    expect(await recorder.control.send(3, toPreset)).toMatchObject({ kind: 'failed' });
    expect(fake.count('goToPreset')).toBe(0);
  });

  it('sends nothing when there is nothing to be sent any more', async () => {
    const recorder = await open();
    expect(await recorder.control.send(3, () => undefined)).toEqual({ kind: 'nothing' });
    expect(fake.count('goToPreset')).toBe(0);
  });
});
