import { LagWatch } from './lag-watch.js';

function watch() {
  const made = new LagWatch();
  return (nowMs: number, behindMs: number, generation = 1, running = true) =>
    made.see({ nowMs, behindMs, generation, running });
}

describe('LagWatch', () => {
  it('says nothing of up to a second, and of more only when it lasts', () => {
    const see = watch();
    expect([see(0, 1_000), see(900, 1_000)]).toEqual([null, null]);
    expect([see(1_000, 3_000), see(1_200, 400), see(1_400, 3_000)]).toEqual([null, null, null]);
    expect([see(1_600, 3_000), see(1_700, 3_000)]).toEqual([null, 3]);
  });

  it('says more at once, less after a while, and takes it back when the browser keeps up', () => {
    const see = watch();
    see(0, 2_000);
    expect([see(300, 2_000), see(400, 3_100)]).toEqual([2, 3]);
    expect([see(500, 2_000), see(3_399, 2_000), see(3_400, 2_000)]).toEqual([3, 3, 2]);
    expect([see(3_500, 0), see(6_399, 0), see(6_400, 0)]).toEqual([2, 2, null]);
  });

  it('begins anew after a jump and when the clock stands', () => {
    const see = watch();
    see(0, 2_000);
    expect([see(300, 2_000), see(310, 2_000, 2), see(610, 2_000, 2)]).toEqual([2, null, 2]);
    expect(see(620, 2_000, 2, false)).toBeNull();
  });
});
