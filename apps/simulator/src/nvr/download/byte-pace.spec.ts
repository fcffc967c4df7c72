import { BytePace } from './byte-pace.js';

describe('BytePace', () => {
  it('never waits without a rate', () => {
    expect(new BytePace(undefined, () => 0).take(1e9)).toBe(0);
  });

  it('keeps several senders at one rate together', () => {
    let nowMs = 0;
    const pace = new BytePace(10_000, () => nowMs);
    expect(pace.pieceBytes).toBe(500);
    expect([pace.take(500), pace.take(500), pace.take(1_000)]).toEqual([0, 50, 100]);
    nowMs = 150;
    expect(pace.take(500)).toBe(50);
  });

  it('saves nothing up while nobody sends', () => {
    let nowMs = 0;
    const pace = new BytePace(10_000, () => nowMs);
    pace.take(500);
    nowMs = 60_000;
    expect([pace.take(500), pace.take(500)]).toEqual([0, 50]);
  });
});
