import { FakeTimers, settle } from '../testing/fake-timers.js';
import { stepPauseMs, StepRepeater } from './step-repeater.js';

class World {
  readonly timers = new FakeTimers();
  readonly steps: string[] = [];
  readonly failures: unknown[] = [];
  readonly answers: { readonly done: () => void; readonly fail: (error: Error) => void }[] = [];
  readonly repeater = new StepRepeater<string>({
    step: (command) => {
      this.steps.push(command);
      return new Promise((resolve, reject) => this.answers.push({ done: resolve, fail: reject }));
    },
    onFailure: (error) => this.failures.push(error),
    setTimeout: this.timers.setTimeout,
    clearTimeout: this.timers.clearTimeout,
  });

  async answered(): Promise<void> {
    this.answers.shift()?.done();
    await settle();
  }
}

describe('step repeater', () => {
  it('does one step for a short press', async () => {
    const world = new World();
    world.repeater.press('near');
    world.repeater.release();
    await world.answered();
    world.timers.pass(5_000);
    expect(world.steps).toEqual(['near']);
  });

  it('goes on while it is held, one after the other', async () => {
    const world = new World();
    world.repeater.press('near');
    world.timers.pass(5_000);
    expect(world.steps).toHaveLength(1);
    await world.answered();
    world.timers.pass(stepPauseMs - 1);
    expect(world.steps).toHaveLength(1);
    world.timers.pass(1);
    expect(world.steps).toHaveLength(2);
    await world.answered();
    world.repeater.release();
    world.timers.pass(5_000);
    expect(world.steps).toHaveLength(2);
    expect(world.timers.pending).toBe(0);
  });

  it('ends with the first refusal', async () => {
    const world = new World();
    world.repeater.press('far');
    world.answers[0]?.fail(new Error('refused'));
    await settle();
    world.timers.pass(5_000);
    expect(world.steps).toEqual(['far']);
    expect(world.failures).toEqual([new Error('refused')]);
  });

  it('follows the newest button', async () => {
    const world = new World();
    world.repeater.press('near');
    world.repeater.press('far');
    await world.answered();
    await world.answered();
    world.timers.pass(stepPauseMs);
    expect(world.steps).toEqual(['near', 'far', 'far']);
    world.repeater.release();
  });
});
