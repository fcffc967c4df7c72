import fc from 'fast-check';
import type { PtzMove } from '@casement/contract';
import { FakeTimers, settle } from '../testing/fake-timers.js';
import { isStopped, moveOf, stopped } from './move.js';
import { changeMs, MoveSender, repeatMs } from './move-sender.js';

class World {
  readonly timers = new FakeTimers();
  readonly sent: { readonly move: PtzMove; readonly atMs: number }[] = [];
  readonly refusals: string[] = [];
  /** What the next move is answered with; undefined: nothing yet. */
  answer: string | null | undefined = null;
  readonly waiting: ((refusal: string | null) => void)[] = [];
  readonly sender = new MoveSender({
    send: (move) => {
      this.sent.push({ move, atMs: this.timers.nowMs });
      return this.answer === undefined
        ? new Promise((resolve) => this.waiting.push(resolve))
        : Promise.resolve(this.answer);
    },
    onRefused: (words) => this.refusals.push(words),
    nowMs: () => this.timers.nowMs,
    setTimeout: this.timers.setTimeout,
    clearTimeout: this.timers.clearTimeout,
  });

  get times(): number[] {
    return this.sent.map(({ atMs }) => atMs);
  }
}

const right = moveOf({ pan: 1 });
const left = moveOf({ pan: -1 });

describe('move sender', () => {
  it('says a move at once, again while it is held, and one stop', async () => {
    const world = new World();
    world.sender.want(right);
    expect(world.times).toEqual([0]);
    for (let turn = 0; turn < 3; turn += 1) {
      world.timers.pass(repeatMs);
      await settle();
    }
    world.timers.pass(130);
    world.sender.want(stopped);
    world.sender.want(stopped);
    world.timers.pass(5_000);
    expect(world.times).toEqual([0, 400, 800, 1_200, 1_330]);
    expect(world.sent.at(-1)?.move).toEqual(stopped);
    expect(world.timers.pending).toBe(0);
  });

  it('sends nothing for hands that never asked', () => {
    const world = new World();
    world.sender.want(stopped);
    expect(world.sent).toEqual([]);
    expect(world.sender.moving).toBe(false);
  });

  it('gathers changes to the newest, and never keeps a stop waiting', () => {
    const world = new World();
    world.sender.want(right);
    for (let step = 1; step <= 10; step += 1) {
      world.timers.pass(5);
      world.sender.want(moveOf({ pan: 1 - step / 16 }));
    }
    expect(world.times).toEqual([0]);
    world.timers.pass(changeMs - 50);
    expect(world.sent.map(({ move }) => move.pan)).toEqual([1, 0.375]);
    world.timers.pass(1);
    world.sender.want(left);
    world.sender.want(stopped);
    expect(world.sent.map(({ move }) => move.pan)).toEqual([1, 0.375, 0]);
    world.timers.pass(1_000);
    expect(world.sent).toHaveLength(3);
  });

  it('asks no more after a refusal until everything was let go', async () => {
    const world = new World();
    world.answer = 'driven by Anna';
    world.sender.want(right);
    await settle();
    expect(world.refusals).toEqual(['driven by Anna']);
    world.sender.want(left);
    world.timers.pass(3_000);
    expect(world.sent).toHaveLength(1);
    world.answer = null;
    world.sender.want(stopped);
    world.sender.want(left);
    expect(world.sent.map(({ move }) => move.pan)).toEqual([1, 0, -1]);
    expect(world.refusals).toHaveLength(1);
  });

  it('tells once why a tap did nothing, although it is over when the answer comes', async () => {
    const world = new World();
    world.answer = undefined;
    world.sender.want(right);
    world.timers.pass(repeatMs);
    world.sender.want(stopped);
    world.waiting[0]?.('driven by Anna');
    world.waiting[1]?.('driven by Anna');
    await settle();
    expect(world.refusals).toEqual(['driven by Anna']);
    // It is not held against the next one.
    world.sender.want(left);
    expect(world.sent.map(({ move }) => move.pan)).toEqual([1, 1, 0, -1]);
  });

  it('does not hold an old refusal against a new hold', async () => {
    const world = new World();
    world.answer = undefined;
    world.sender.want(right);
    world.sender.want(stopped);
    world.sender.want(left);
    world.waiting[0]?.('too late');
    await settle();
    expect(world.refusals).toEqual([]);
    world.timers.pass(repeatMs);
    expect(world.sent).toHaveLength(4);
  });

  it('waits when a line answers nothing, but not with the stop', () => {
    const world = new World();
    world.answer = undefined;
    world.sender.want(right);
    world.timers.pass(60_000);
    expect(world.sent).toHaveLength(8);
    world.sender.want(stopped);
    expect(world.sent.at(-1)?.move).toEqual(stopped);
  });
});

const speed = fc.constantFrom(-1, -0.5, 0, 0, 0.5, 1);
const step = fc.oneof(
  fc
    .record({ pan: speed, tilt: speed, zoom: speed })
    .map((move) => ({ type: 'want' as const, move })),
  fc.integer({ min: 1, max: 900 }).map((ms) => ({ type: 'pass' as const, ms })),
  fc
    .constantFrom(null, 'refused', undefined)
    .map((answer) => ({ type: 'answers' as const, answer })),
);

describe('every sequence of wishes', () => {
  it('ends in exactly one stop after the last move, and is silent then', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const world = new World();
        for (const one of steps) {
          if (one.type === 'want') {
            world.sender.want(moveOf(one.move));
          } else if (one.type === 'pass') {
            world.timers.pass(one.ms);
          } else {
            world.answer = one.answer;
          }
          await settle();
        }
        world.sender.want(stopped);
        const told = world.sent.length;
        world.timers.pass(10_000);
        await settle();
        expect(world.sent).toHaveLength(told);
        expect(world.sender.moving).toBe(false);
        const last = world.sent.at(-1);
        expect(last === undefined || isStopped(last.move)).toBe(true);
        // Never two stops in a row: one is enough.
        const stops = world.sent.map(({ move }) => isStopped(move));
        expect(stops.some((stop, index) => stop && stops[index - 1] !== false)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('never leaves a held move unsaid for as long as the gateway waits', async () => {
    const pause = fc.integer({ min: 0, max: 200 });
    await fc.assert(
      fc.asyncProperty(fc.array(pause, { minLength: 1 }), async (pauses) => {
        const world = new World();
        for (const [index, ms] of pauses.entries()) {
          world.sender.want(index % 2 === 0 ? right : left);
          world.timers.pass(ms);
          await settle();
        }
        world.timers.pass(repeatMs);
        const gaps = world.times.slice(1).map((atMs, index) => atMs - (world.times[index] ?? 0));
        expect(Math.max(0, ...gaps)).toBeLessThanOrEqual(repeatMs);
        expect(Math.min(changeMs, ...gaps)).toBeGreaterThanOrEqual(changeMs);
      }),
      { numRuns: 50 },
    );
  });
});
