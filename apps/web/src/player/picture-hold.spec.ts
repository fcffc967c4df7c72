import { holdLimits, PictureHold } from './picture-hold.js';

/** A clock that stands until it is moved. */
function makeHold(): {
  hold: PictureHold<number>;
  released: number[];
  passTo: (ms: number) => void;
} {
  let nowMs = 0;
  let next = 1;
  const timers = new Map<number, { readonly callback: () => void; readonly atMs: number }>();
  const released: number[] = [];
  const hold = new PictureHold<number>((picture) => released.push(picture), {
    nowMs: () => nowMs,
    setTimeout: (callback, delayMs) => {
      timers.set(next, { callback, atMs: nowMs + delayMs });
      next += 1;
      return next - 1;
    },
    clearTimeout: (timer) => timers.delete(timer),
  });
  const passTo = (ms: number): void => {
    nowMs = ms;
    for (const [id, { callback, atMs }] of [...timers]) {
      if (atMs <= ms) {
        timers.delete(id);
        callback();
      }
    }
  };
  return { hold, released, passTo };
}

describe('PictureHold', () => {
  it('lets pictures pass at once while nothing has to wait', () => {
    const { hold, released } = makeHold();
    hold.push(1, 0);
    hold.push(2, -50);
    expect(released).toEqual([1, 2]);
  });

  it('comes to the wanted wait in small steps and keeps the order', () => {
    const { hold, released, passTo } = makeHold();
    for (let picture = 0; picture < 30; picture += 1) {
      passTo(picture * 40);
      hold.push(picture, 100);
      expect(hold.heldMs).toBe(Math.min(100, (picture + 1) * holdLimits.step));
    }
    passTo(28 * 40 + 98);
    expect(released.at(-1)).toBe(27);
    passTo(29 * 40 + 100);
    expect(released).toEqual(Array.from({ length: 30 }, (_, picture) => picture));
  });

  it('waits no longer than its limit, whatever is wanted', () => {
    const { hold } = makeHold();
    for (let picture = 0; picture < 200; picture += 1) {
      hold.push(picture, 60_000);
    }
    expect(hold.heldMs).toBe(holdLimits.most);
  });

  it('holds so many and no more', () => {
    const { hold, released } = makeHold();
    for (let picture = 0; picture < 200; picture += 1) {
      hold.push(picture, 500);
    }
    expect(released).toHaveLength(140);
  });

  it('lets nothing out after it was closed', () => {
    const { hold, released, passTo } = makeHold();
    hold.push(1, 500);
    hold.close();
    passTo(10_000);
    expect(released).toEqual([]);
  });
});
