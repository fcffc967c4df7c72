import { directionInWords } from './drive-words.js';

it.each([
  [{ pan: 0.1, tilt: 0, zoom: 0 }, 'right'],
  [{ pan: -1, tilt: 1, zoom: 0 }, 'up left'],
  [{ pan: 0, tilt: -1, zoom: -0.2 }, 'down out'],
  [{ pan: 0, tilt: 0, zoom: 1 }, 'in'],
  [{ pan: 0, tilt: 0, zoom: 0 }, 'nowhere'],
])('%j is %s', (move, words) => {
  expect(directionInWords(move)).toBe(words);
});
