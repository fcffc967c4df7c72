import type { PtzMove } from '@casement/contract';
import fc from 'fast-check';
import { ManualClock, settle } from '../net/testing/manual-clock.js';
import { CommandQueue } from '../recorders/command-queue.js';
import type { ControlOutcome } from '../recorders/control-reply.js';
import { CameraDrive, type MoveEnd } from './camera-drive.js';
import type { Driver } from './driver.js';
import { isStop, standing } from './drive-state.js';

const ann: Driver = { id: 'session:ann', username: 'ann', role: 'operator' };
const right: PtzMove = { pan: 1, tilt: 0, zoom: 0 };
const up: PtzMove = { pan: 0, tilt: 1, zoom: 0 };
const paceMs = 200;

type Sent = { readonly atMs: number; readonly move: PtzMove };

/** A camera behind a lane with the pace of a recorder, which takes a while to answer. */
class Bench {
  readonly clock = new ManualClock();
  readonly lane = new CommandQueue({ clock: this.clock, spacingMs: paceMs });
  readonly sent: Sent[] = [];
  readonly began: PtzMove[] = [];
  readonly ended: MoveEnd[] = [];
  readonly bugs: unknown[] = [];
  changes = 0;
  answerMs = 0;
  answer: (move: PtzMove) => ControlOutcome = () => ({ kind: 'done' });
  readonly drive = new CameraDrive({
    clock: this.clock,
    send: (make, options) => this.lane.run(() => this.#send(make), options),
    onChange: () => {
      this.changes += 1;
    },
    onBegin: (move) => this.began.push(move),
    onEnd: (why) => this.ended.push(why),
    onBug: (error) => this.bugs.push(error),
  });

  move(move: PtzMove): void {
    this.drive.step({ type: 'move', driver: ann, socket: 'tab', move });
  }

  async #send(make: () => PtzMove | undefined): Promise<ControlOutcome> {
    const move = make();
    if (move === undefined) {
      return { kind: 'nothing' };
    }
    this.sent.push({ atMs: this.clock.nowMs(), move });
    await new Promise<void>((resolve) => {
      this.clock.after(this.answerMs, resolve);
    });
    return this.answer(move);
  }
}

describe('CameraDrive', () => {
  it('sends the newest move when its turn has come, and repeats it while it is held', async () => {
    const bench = new Bench();
    bench.move(right);
    await bench.clock.advance(10);
    bench.move(up);
    bench.move({ ...up, tilt: 0.5 });
    bench.move(up);
    await bench.clock.advance(390);
    for (let beat = 0; beat < 4; beat += 1) {
      bench.move(up);
      await bench.clock.advance(400);
    }
    expect(bench.sent.map(({ move }) => move)).toEqual([right, up, up, up]);
    expect(bench.sent.map(({ atMs }) => atMs)).toEqual([0, 200, 1_000, 1_800]);
    expect(bench.began).toEqual([right]);
    bench.move(standing);
    await bench.clock.advance(paceMs);
    expect(bench.sent.at(-1)?.move).toEqual(standing);
    expect(bench.ended).toEqual(['released']);
    expect(bench.drive.phase).toBe('driven');
  });

  it('a stop goes before what others wait for', async () => {
    const bench = new Bench();
    bench.move(right);
    await bench.clock.advance(50);
    const others: number[] = [];
    for (let other = 0; other < 5; other += 1) {
      void bench.lane.run(() => Promise.resolve(others.push(bench.clock.nowMs())));
    }
    bench.move(standing);
    await bench.clock.advance(150);
    expect(bench.sent.map(({ atMs, move }) => [atMs, move])).toEqual([
      [0, right],
      [200, standing],
    ]);
    expect(others).toEqual([]);
  });

  it('a move that waits gives its place to the stop', async () => {
    const bench = new Bench();
    bench.move(right);
    await settle();
    bench.move(up);
    bench.move(standing);
    await bench.clock.advance(1_000);
    expect(bench.sent.map(({ move }) => move)).toEqual([right, standing]);
  });

  it('stops within a second of the last that was heard of the driver', async () => {
    const bench = new Bench();
    bench.move(right);
    await bench.clock.advance(300);
    bench.move(right);
    await bench.clock.advance(1_000);
    expect(bench.sent.at(-1)).toEqual({ atMs: 1_000, move: standing });
    expect(bench.ended).toEqual(['silent']);
  });

  it('stops at once when the connection of the driver ends', async () => {
    const bench = new Bench();
    bench.move(right);
    await bench.clock.advance(500);
    bench.drive.step({ type: 'gone', socket: 'tab' });
    await settle();
    expect(bench.sent.at(-1)).toEqual({ atMs: 500, move: standing });
    expect(bench.ended).toEqual(['gone']);
  });

  it('tells what became of the first command', async () => {
    const bench = new Bench();
    bench.answer = () => ({ kind: 'refused', reason: 'it cannot' });
    bench.move(right);
    const outcome = bench.drive.outcome();
    await bench.clock.advance(1_000);
    expect(await outcome).toEqual({ kind: 'refused', reason: 'it cannot' });
    expect(bench.ended).toEqual(['refused']);
    expect(bench.sent.map(({ move }) => move)).toEqual([right, standing]);
  });

  it('a movement that ends before anything was sent has no outcome', async () => {
    const bench = new Bench();
    void bench.lane.run(() => Promise.resolve());
    await settle();
    bench.move(right);
    const outcome = bench.drive.outcome();
    bench.move(standing);
    expect(await outcome).toEqual({ kind: 'nothing' });
    await bench.clock.advance(1_000);
    expect(bench.sent).toEqual([]);
  });

  it('who waited in vain is told so', async () => {
    const bench = new Bench();
    void bench.lane.run(() => new Promise(() => undefined));
    await settle();
    bench.move(right);
    const outcome = bench.drive.outcome();
    await bench.clock.advance(1_000);
    expect(await outcome).toEqual({ kind: 'failed', reason: 'its turn did not come in time' });
    expect(bench.began).toEqual([]);
    expect(bench.ended).toEqual([]);
    expect(bench.drive.phase).toBe('driven');
  });

  it('a movement begins with what is sent first, and is one until it ends', async () => {
    const bench = new Bench();
    bench.answerMs = 300;
    void bench.lane.run(() => Promise.resolve());
    await settle();
    bench.move(right);
    bench.move(up);
    expect(bench.began).toEqual([]);
    await bench.clock.advance(paceMs);
    bench.move(right);
    await bench.clock.advance(600);
    expect(bench.began).toEqual([up]);
    // The stop is under way when the next one begins.
    bench.move(standing);
    await settle();
    bench.move(up);
    await bench.clock.advance(500);
    bench.move(standing);
    await bench.clock.advance(3_000);
    expect(bench.began).toEqual([up, up]);
    expect(bench.ended).toEqual(['released', 'released']);
  });

  it('leaves the camera alone when nothing can be sent', async () => {
    const bench = new Bench();
    bench.move(right);
    await bench.clock.advance(100);
    bench.lane.close();
    bench.drive.step({ type: 'gone', socket: 'tab' });
    await settle();
    expect(bench.drive.phase).toBe('idle');
    expect(bench.bugs).toHaveLength(1);
  });

  it('closes when the camera stands', async () => {
    const bench = new Bench();
    bench.answerMs = 300;
    bench.move(right);
    await settle();
    let isClosed = false;
    const closing = bench.drive.close().then(() => {
      isClosed = true;
    });
    await bench.clock.advance(450);
    expect(isClosed).toBe(false);
    await bench.clock.advance(400);
    await closing;
    expect(bench.sent.map(({ move }) => move)).toEqual([right, standing]);
    expect(bench.ended).toEqual(['closed']);
  });

  it('never sends faster than the pace, always ends with a stop, within a second when the driver is lost', async () => {
    const action = fc.oneof(
      fc.constantFrom(right, up, standing, { pan: 0, tilt: 0, zoom: -1 }),
      fc.constant('wait' as const),
    );
    const script = fc.array(fc.tuple(action, fc.integer({ min: 0, max: 600 })), { maxLength: 12 });
    const answers = fc.constantFrom<ControlOutcome['kind']>('done', 'failed', 'lost');
    await fc.assert(
      fc.asyncProperty(
        script,
        fc.integer({ min: 0, max: 150 }),
        answers,
        async (steps, answerMs, kind) => {
          const bench = new Bench();
          bench.answerMs = answerMs;
          let lastHeardMs = 0;
          bench.answer = (move) =>
            isStop(move) || kind === 'done'
              ? { kind: 'done' }
              : ({ kind, reason: 'x' } satisfies ControlOutcome);
          for (const [move, pauseMs] of steps) {
            if (move !== 'wait') {
              bench.move(move);
              lastHeardMs = bench.clock.nowMs();
            }
            await bench.clock.advance(pauseMs);
          }
          await bench.clock.advance(10_000);
          const times = bench.sent.map(({ atMs }) => atMs);
          times.slice(1).forEach((atMs, index) => {
            expect(atMs - (times[index] ?? 0)).toBeGreaterThanOrEqual(paceMs);
          });
          const last = bench.sent.at(-1);
          expect(last === undefined || isStop(last.move)).toBe(true);
          expect(times.at(-1) ?? 0).toBeLessThanOrEqual(lastHeardMs + 1_000 + 2 * answerMs);
          expect(bench.drive.phase).toBe('idle');
          expect(bench.clock.timers).toBe(0);
          expect(bench.bugs).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  });
});
