import { ManualClock } from '../net/testing/manual-clock.js';
import { CameraAbilities, forgetRefusalMs } from './camera-abilities.js';

describe('CameraAbilities', () => {
  let clock: ManualClock;
  let changed: number[];
  let abilities: CameraAbilities;

  beforeEach(() => {
    clock = new ManualClock();
    changed = [];
    abilities = new CameraAbilities(clock, (camera) => changed.push(camera));
  });

  it('a camera that nobody has asked may be moved', () => {
    expect(abilities.mayMove(1)).toBe(true);
    expect(abilities.refusedBy(1)).toEqual({});
  });

  it('remembers a refusal for ten minutes', async () => {
    abilities.refused(1, 'move', 'it cannot');
    expect(abilities.refusedBy(1)).toEqual({ move: 'it cannot' });
    expect(abilities.mayMove(1)).toBe(false);
    expect(abilities.mayMove(2)).toBe(true);
    await clock.advance(forgetRefusalMs - 1);
    abilities.refused(1, 'move', 'it cannot');
    expect(changed).toEqual([1]);
    await clock.advance(forgetRefusalMs - 1);
    expect(abilities.mayMove(1)).toBe(false);
    await clock.advance(1);
    expect(abilities.refusedBy(1)).toEqual({});
    expect(abilities.mayMove(1)).toBe(true);
    expect(changed).toEqual([1, 1]);
  });

  it('what works is not refused any more, and a camera that moved once stays one that can', () => {
    abilities.refused(1, 'zoom', 'not now');
    abilities.worked(1, 'zoom');
    expect(abilities.refusedBy(1)).toEqual({});
    abilities.refused(1, 'move', 'it cannot');
    expect(abilities.mayMove(1)).toBe(true);
    expect(changed).toEqual([1, 1, 1]);
    expect(clock.timers).toBe(1);
    abilities.close();
    expect(clock.timers).toBe(0);
  });

  it('a lens that cannot be focused says nothing about motors', () => {
    abilities.refused(1, 'focus', 'it cannot');
    abilities.refused(1, 'aux', 'it cannot');
    expect(abilities.mayMove(1)).toBe(true);
  });

  it('a camera that cannot bring a place to the middle may still turn', () => {
    abilities.refused(1, 'centre', 'it cannot');
    abilities.refused(1, 'presets', 'it cannot');
    expect(abilities.mayMove(1)).toBe(true);
    abilities.refused(1, 'move', 'it cannot');
    expect(abilities.mayMove(1)).toBe(false);
  });

  it('forgets everything that was refused when the recorder was signed in to again', () => {
    abilities.refused(1, 'move', 'it cannot');
    abilities.refused(3, 'iris', 'it cannot');
    abilities.worked(4, 'move');
    abilities.forgetRefusals();
    expect(changed).toEqual([1, 3, 1, 3]);
    expect(abilities.refusedBy(1)).toEqual({});
    expect(clock.timers).toBe(0);
  });
});
