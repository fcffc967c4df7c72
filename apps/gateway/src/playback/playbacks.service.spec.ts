import type { Playback } from '@casement/contract';
import type { ProblemError } from '../errors/problem-error.js';
import { ManualClock } from '../net/testing/manual-clock.js';
import type { NvrRecorder } from '../recorders/nvr-recorder.js';
import type { PlaybackOutput } from './playback-output.js';
import { fakePlaybacks, person } from './testing/fake-playbacks.js';
import { madeGop } from './testing/kept-gops.js';

const at = '2026-11-20T12:00:00Z';
const input = { recorder: 'hq', cameras: [1], at };
const anna = person('anna');
const bert = person('bert');

const problem = (call: () => unknown): Partial<ProblemError> => {
  try {
    call();
  } catch (error) {
    return error as ProblemError;
  }
  throw new Error('it was not refused');
};

const output = (): PlaybackOutput & { closedBecause?: string; gops: number } => ({
  wantsSound: false,
  isBehind: false,
  gops: 0,
  clock: () => undefined,
  gop() {
    this.gops += 1;
  },
  sound: () => undefined,
  closed(reason) {
    this.closedBecause = reason;
  },
});

describe('PlaybacksService', () => {
  it('makes a playback that its owner alone finds, and administrators see', async () => {
    const { service } = fakePlaybacks(new ManualClock());
    const made = service.create(input, anna);
    expect(made).toMatchObject({
      recorder: 'hq',
      state: 'paused',
      position: '2026-11-20T12:00:00.000Z',
    });
    expect(service.show(made.id, anna).id).toBe(made.id);
    expect(problem(() => service.show(made.id, bert)).status).toBe(404);
    expect(problem(() => service.show(made.id, person('boss', 'administrator'))).status).toBe(404);
    expect(
      [anna, bert, person('boss', 'administrator')].map((who) => service.list(who).length),
    ).toEqual([1, 0, 1]);
    await expect(service.command(made.id, { command: 'play' }, bert)).rejects.toMatchObject({
      status: 404,
    });
    await expect(service.end(made.id, bert)).rejects.toMatchObject({ status: 404 });
    await service.end(made.id, anna);
    expect(problem(() => service.show(made.id, anna)).status).toBe(404);
    expect(service.list(anna)).toEqual([]);
  });

  it.each([
    [{ ...input, recorder: 'nowhere' }, 404, 'There is no recorder "nowhere".'],
    [{ ...input, cameras: [1, 7] }, 404, 'Recorder "hq" has no camera 7.'],
    [{ ...input, with: 'nothing' }, 404, 'This playback is over, or never was.'],
    [{ ...input, at: '1999-01-01T00:00:00Z' }, 422, 'expected a time from 2000 to 2099'],
  ])('refuses %j', (wanted, status, words) => {
    const { service, maker } = fakePlaybacks(new ManualClock());
    const found = problem(() => service.create(wanted, anna));
    expect(found.status).toBe(status);
    expect(found.message).toContain(words);
    expect(maker.runs).toEqual([]);
  });

  it('refuses cameras that somebody may not see', () => {
    const { service } = fakePlaybacks(new ManualClock());
    const blind = { ...anna, mayView: (_recorder: string, camera: number) => camera !== 2 };
    expect(problem(() => service.create({ ...input, cameras: [1, 2] }, blind)).status).toBe(403);
    const { id } = service.create(input, blind);
    expect(problem(() => service.findCamera(id, 2, blind)).status).toBe(404);
    expect(service.findCamera(id, 1, blind).id).toBe(id);
  });

  it('shares a clock with another playback of the same owner', () => {
    const { service, maker } = fakePlaybacks(new ManualClock());
    const first = service.create(input, anna);
    const second = service.create({ ...input, cameras: [2], with: first.id }, anna);
    expect(maker.runs[1]?.wanted.with).toBe(maker.runs[0]);
    expect(second.clock).toBe(first.clock);
    expect(problem(() => service.create({ ...input, with: first.id }, bert)).status).toBe(404);
  });

  it('has room for so many', () => {
    const { service } = fakePlaybacks(new ManualClock());
    for (let index = 0; index < 8; index += 1) {
      service.create(input, anna);
    }
    expect(problem(() => service.create(input, anna))).toMatchObject({
      status: 429,
      message: 'You have 8 playbacks open, which is the limit; end one first.',
    });
    for (let index = 8; index < 32; index += 1) {
      service.create(input, person(`person-${index}`));
    }
    expect(problem(() => service.create(input, bert))).toMatchObject({
      status: 503,
      message: 'All 32 playbacks of this gateway are in use.',
    });
  });

  it('ends what nobody uses for a minute', async () => {
    const clock = new ManualClock();
    const { service, maker } = fakePlaybacks(clock);
    const { id } = service.create(input, anna);
    await clock.advance(59_000);
    await service.command(id, { command: 'play' }, anna);
    await clock.advance(59_000);
    expect(service.list(anna)).toHaveLength(1);
    await clock.advance(1_000);
    expect(service.list(anna)).toEqual([]);
    expect(maker.runs[0]?.endReason).toBe('nobody has used the playback for 60 s');
  });

  it('ends 15 s after the last viewer has gone', async () => {
    const clock = new ManualClock();
    const { service, maker } = fakePlaybacks(clock);
    const { id } = service.create(input, anna);
    const open = service.findCamera(id, 1, anna);
    const [one, two] = [open.attach(1, output()), open.attach(1, output())];
    await clock.advance(600_000);
    one.leave();
    one.leave();
    expect(open.viewers).toBe(1);
    await clock.advance(60_000);
    two.leave();
    await clock.advance(14_000);
    open.attach(1, output()).leave();
    await clock.advance(14_999);
    expect(service.list(anna)).toHaveLength(1);
    await clock.advance(1);
    expect(maker.runs[0]?.endReason).toBe('nobody looks at the playback any more');
    expect(clock.timers).toBe(0);
  });

  it('ends everything of a sign-in that has ended', () => {
    const { service, maker, sessions } = fakePlaybacks(new ManualClock());
    const { id } = service.create(input, anna);
    const seen = output();
    service.findCamera(id, 1, anna).attach(1, seen);
    service.create(input, bert);
    sessions.revoke(['anna-session']);
    expect(maker.runs.map(({ endReason }) => endReason)).toEqual([
      'the sign-in has ended',
      undefined,
    ]);
    expect(seen.closedBecause).toBe('the sign-in has ended');
  });

  it('ends with the recorder, but not for new settings', async () => {
    const { service, maker, hooks } = fakePlaybacks(new ManualClock());
    service.create(input, anna);
    const recorder = { config: { id: 'hq' } } as unknown as NvrRecorder;
    await Promise.all(hooks.map((hook) => hook(recorder, 'replaced')));
    expect(maker.runs[0]?.endReason).toBeUndefined();
    await Promise.all(hooks.map((hook) => hook(recorder, 'removed')));
    expect(maker.runs[0]?.endReason).toBe('the recorder was removed');
  });

  it('ends all when the gateway does, and does not wait for ever', async () => {
    const clock = new ManualClock();
    const { service, maker } = fakePlaybacks(clock);
    service.create(input, anna);
    service.create(input, bert);
    const [first] = maker.runs;
    if (first) {
      first.close = () => new Promise(() => undefined);
    }
    let isOver = false;
    const ending = service.beforeApplicationShutdown().then(() => (isOver = true));
    await clock.advance(3_999);
    expect([isOver, maker.runs[1]?.endReason]).toEqual([false, 'the gateway is shutting down']);
    await clock.advance(1);
    await ending;
    expect(problem(() => service.create(input, anna)).status).toBe(503);
  });

  it('tells the owner alone where it is', () => {
    const { service, maker } = fakePlaybacks(new ManualClock());
    service.create(input, anna);
    const told: [Playback, boolean, boolean][] = [];
    const stop = service.onPosition(({ playback, isFor }) => {
      told.push([playback, isFor(anna), isFor(bert)]);
    });
    maker.runs[0]?.set({ running: true });
    stop();
    maker.runs[0]?.set({ running: false });
    expect(told.map(([{ state }, ...rest]) => [state, ...rest])).toEqual([
      ['playing', true, false],
    ]);
  });

  it('stops by command, and answers how it stands', async () => {
    const { service, maker } = fakePlaybacks(new ManualClock());
    const { id } = service.create(input, anna);
    const sought = await service.command(id, { command: 'seek', at: '2026-11-20T13:00:00Z' }, anna);
    expect(sought.position).toBe('2026-11-20T13:00:00.000Z');
    const stopped = await service.command(id, { command: 'stop' }, anna);
    expect(stopped.state).toBe('stopped');
    expect(maker.runs[0]?.commands.map(({ command }) => command)).toEqual(['seek']);
  });

  it('measures from a command to its first picture, and how long recorders are waited for', async () => {
    const clock = new ManualClock();
    const { service, maker, figure } = fakePlaybacks(clock);
    const { id } = service.create(input, anna);
    const [run] = maker.runs;
    const seen = output();
    const attachment = service.findCamera(id, 1, anna).attach(1, seen);
    await clock.advance(400);
    run?.give(madeGop({ startMs: Date.parse(at) }));
    await service.command(id, { command: 'seek', at: '2026-11-20T13:00:00Z' }, anna);
    await clock.advance(2_000);
    run?.give(madeGop({ startMs: Date.parse('2026-11-20T13:00:00Z') }));
    run?.give(madeGop({ startMs: Date.parse('2026-11-20T13:00:01Z') }));
    expect(seen.gops).toBe(3);
    expect(await figure('casement_playback_seek_seconds_count')).toBe(2);
    expect(await figure('casement_playback_seek_seconds_sum')).toBeCloseTo(2.4);
    const view = service.show(id, anna);
    run?.wanted.onChange({ ...view, state: 'waiting' });
    await clock.advance(3_000);
    run?.wanted.onChange(view);
    expect(await figure('casement_playback_waiting_seconds_total')).toBeCloseTo(3);
    expect(await figure('casement_playback_sessions{state="paused"}')).toBe(1);
    expect(await figure('casement_playback_viewers')).toBe(1);
    expect(await figure('casement_playback_gops_fetched_total')).toBe(0);
    attachment.leave();
    await service.end(id, anna);
    expect(await figure('casement_playback_sessions{state="paused"}')).toBe(0);
  });
});
