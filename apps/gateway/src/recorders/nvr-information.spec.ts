import { ProtocolError } from '@casement/protocol';
import { createDialler } from '../net/dial.js';
import { systemClock } from '../net/clock.js';
import { CommandQueue } from './command-queue.js';
import { NvrInformation, whyNotAsked } from './nvr-information.js';
import { RecorderClient } from './recorder-client.js';
import { newSession, type Session, type SessionState } from './recorder-state.js';
import type { SessionCause } from './session-cause.js';
import { FakeRecorder } from './testing/fake-recorder.js';
import type { FakeAnswer } from './testing/fake-recorder.js';

const never = new AbortController().signal;
const inState = (state: SessionState): Session => ({ ...newSession, state });
const after = (cause: SessionCause): SessionState => ({
  name: 'none',
  outage: { cause, retryAtMs: 1 },
});
const idle: SessionState = { name: 'idle', uid: '4711', prepared: true };

describe('whyNotAsked', () => {
  it.each<readonly [SessionState, string | undefined]>([
    [idle, undefined],
    [{ name: 'live', uid: '1', cameras: new Set([1]) }, undefined],
    [after({ kind: 'sessions-full', max: 16 }), undefined],
    [after({ kind: 'own-limit', limit: 2 }), undefined],
    [after({ kind: 'busy' }), undefined],
    [after({ kind: 'evicted' }), undefined],
    [after({ kind: 'uid-invalid', answer: '401' }), undefined],
    [after({ kind: 'unexpected', detail: 'odd' }), undefined],
    [after({ kind: 'no-answer', detail: 'no answer' }), 'no-answer'],
    [after({ kind: 'certificate', detail: 'another one' }), 'certificate'],
    [after({ kind: 'credentials' }), 'credentials'],
    [{ name: 'auth-failed', retryAtMs: 1 }, 'credentials'],
    [{ name: 'none', outage: undefined }, 'unexpected'],
    [{ name: 'login' }, 'unexpected'],
    [{ name: 'closed' }, 'unexpected'],
  ])('%j: %s', (state, kind) => {
    expect(whyNotAsked(inState(state))?.kind).toBe(kind);
  });
});

describe('NvrInformation', () => {
  let fake: FakeRecorder;
  let queue: CommandQueue;
  let state: SessionState;
  let doubts: number;
  let information: NvrInformation;
  let close: () => Promise<void>;

  beforeEach(async () => {
    fake = await FakeRecorder.start();
    queue = new CommandQueue({ clock: systemClock, spacingMs: 0 });
    state = idle;
    doubts = 0;
    const dispatcher = createDialler({ connectTimeoutMs: 1_000 });
    close = () => dispatcher.destroy();
    const { url, credentials } = fake.config();
    information = new NvrInformation({
      client: new RecorderClient({ url, credentials, dispatcher }),
      queue,
      live: { session: () => inState(state), doubt: () => (doubts += 1) },
      onSent: () => undefined,
    });
  });

  afterEach(async () => {
    await close();
    await fake.dispose();
  });

  const answering = (answer: FakeAnswer): void => {
    fake.answer = () => answer;
  };
  const reasonOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'an answer',
      (error: unknown) => error,
    );

  it.each<readonly [number, string]>([
    [204, 'the recorder gave an empty answer (204)'],
    [403, 'the recorder does not tell it to this user, or has ended the session (403)'],
    [404, 'the recorder has no such page (404)'],
    [503, 'the recorder is too busy (503)'],
    [500, 'the recorder answered with status 500'],
  ])(
    'says in words what status %s means, and doubts the session of a log alone',
    async (status, words) => {
      answering({ status });
      expect(await reasonOf(information.recordedTimes(never))).toMatchObject({ message: words });
      expect(doubts).toBe(0);
      expect(await reasonOf(information.log('error', never))).toMatchObject({ message: words });
      expect(doubts).toBe(1);
    },
  );

  it('doubts the session when something else than a log comes', async () => {
    answering({
      status: 200,
      contentType: 'text/html',
      body: '<html>Network Disk Recorder</html>',
    });
    expect(await reasonOf(information.log('event', never))).toBeInstanceOf(ProtocolError);
    expect(doubts).toBe(1);
  });

  it('doubts the session when nothing is answered', async () => {
    answering('reset');
    expect(await reasonOf(information.recordedTimes(never))).toMatchObject({ kind: 'no-answer' });
    expect(doubts).toBe(1);
  });

  it('sends nothing to a recorder that refused the password', async () => {
    state = { name: 'auth-failed', retryAtMs: 1 };
    const refused = { sessionCause: { kind: 'credentials' } };
    expect(await reasonOf(information.recordedTimes(never))).toMatchObject(refused);
    expect(await reasonOf(information.log('error', never))).toMatchObject(refused);
    expect([fake.count('recordedTimes'), fake.count('errorLog'), queue.sent]).toEqual([0, 0, 0]);
  });

  it('asks for the disks without offering the password as long as there is no session', async () => {
    state = after({ kind: 'sessions-full', max: 16 });
    fake.recordings.disks = [];
    expect((await information.recordedTimes(never)).disks).toEqual([]);
    expect(await reasonOf(information.log('error', never))).toMatchObject({
      sessionCause: { kind: 'sessions-full' },
    });
    answering({ status: 401 });
    const before = fake.count('recordedTimes');
    await reasonOf(information.recordedTimes(never));
    expect(fake.count('recordedTimes')).toBe(before + 1);
  });

  it('B60 finds the disks under the path of v1.4R1, and asks there first from then on', async () => {
    fake.recordings.disks = [];
    fake.isDisksAsPrinted = true;
    expect((await information.recordedTimes(never)).disks).toEqual([]);
    expect(fake.count('recordedTimes')).toBe(2);
    await information.recordedTimes(never);
    expect(fake.count('recordedTimes')).toBe(3);
    fake.isDisksAsPrinted = false;
    await information.recordedTimes(never);
    await information.recordedTimes(never);
    expect(fake.count('recordedTimes')).toBe(6);
    expect(doubts).toBe(0);
  });

  it('looks again when its turn has come', async () => {
    let free: () => void = () => undefined;
    const blocking = queue.run(() => new Promise<void>((resolve) => (free = resolve)));
    const log = reasonOf(information.log('error', never));
    state = { name: 'login' };
    free();
    await blocking;
    expect(await log).toMatchObject({ sessionCause: { kind: 'unexpected' } });
    expect(fake.count('errorLog')).toBe(0);
  });
});
