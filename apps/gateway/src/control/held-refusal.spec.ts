import { ManualClock } from '../net/testing/manual-clock.js';
import type { AbilityView } from '../recorders/camera-abilities.js';
import { standing } from './drive-state.js';
import { HeldRefusal, refusalHoldsMs } from './held-refusal.js';

describe('HeldRefusal', () => {
  const right = { pan: 1, tilt: 0, zoom: 0 };
  const near = { pan: 0, tilt: 0, zoom: 1 };
  const refusal = { kind: 'refused', reason: 'it cannot' } as const;
  let clock: ManualClock;
  let refused: AbilityView;
  let held: HeldRefusal;

  beforeEach(() => {
    clock = new ManualClock();
    refused = { move: 'it cannot' };
    held = new HeldRefusal(clock, () => refused);
  });

  it('answers what needs the same, for two seconds, and never a stop', async () => {
    expect(held.answerTo(right)).toBeUndefined();
    held.note(['move'], refusal);
    expect(held.answerTo(right)).toEqual(refusal);
    expect(held.answerTo({ ...near, tilt: -1 })).toEqual(refusal);
    expect(held.answerTo(near)).toBeUndefined();
    expect(held.answerTo(standing)).toBeUndefined();
    await clock.advance(refusalHoldsMs);
    expect(held.answerTo(right)).toBeUndefined();
  });

  it('is over when the refusal was forgotten', () => {
    held.note(['move'], refusal);
    refused = {};
    expect(held.answerTo(right)).toBeUndefined();
  });

  it('only of refusals, and not of stops', () => {
    held.note(['move'], { kind: 'failed', reason: 'busy' });
    held.note([], refusal);
    expect(held.answerTo(right)).toBeUndefined();
  });
});
