import { sharePixels } from './pixel-share.js';

describe('sharePixels', () => {
  it('gives each camera its share, and more when others go', () => {
    const told = new Map<number, number>();
    const leave = Array.from({ length: 9 }, (_, camera) =>
      sharePixels((pixels) => told.set(camera, pixels)),
    );
    expect(new Set(told.values())).toEqual(new Set([Math.floor(512_000_000 / 9)]));
    leave.slice(1).forEach((end) => end());
    expect(told.get(0)).toBe(128_000_000);
    leave[0]?.();
  });
});
