import { moveOf, moveWords, ringDirections, stopped } from './move.js';

describe('moveOf', () => {
  it.each([
    [{}, stopped],
    [
      { pan: 4, tilt: -4, zoom: 0.5 },
      { pan: 1, tilt: -1, zoom: 0.5 },
    ],
    [{ pan: 0.007, tilt: -0.007, zoom: -0 }, stopped],
    [{ pan: NaN, tilt: Infinity, zoom: -Infinity }, stopped],
    [{ pan: 0.51 }, { pan: 0.515625, tilt: 0, zoom: 0 }],
  ])('%j: %j', (parts, move) => {
    expect(moveOf(parts)).toEqual(move);
  });
});

describe('moveWords', () => {
  it.each([
    [stopped, 'standing still'],
    [{ pan: 0.2, tilt: 0.1, zoom: 0 }, 'up and right'],
    [{ pan: 0, tilt: -1, zoom: 0.4 }, 'down, zooming in'],
    [{ pan: 0, tilt: 0, zoom: -1 }, 'zooming out'],
  ])('%j: %s', (move, words) => {
    expect(moveWords(move)).toBe(words);
  });

  it('names every arrow of the ring differently', () => {
    const words = ringDirections.map(({ pan, tilt }) => moveWords({ pan, tilt, zoom: 0 }));
    expect(new Set(words).size).toBe(8);
  });
});
