import {
  codecWords,
  fpsWords,
  lossWords,
  millisecondWords,
  rateWords,
  sizeWords,
} from './figures.js';

describe('figures', () => {
  it.each([
    [rateWords(null), '–'],
    [rateWords(131_400), '131 kb/s'],
    [rateWords(2_314_000), '2.31 Mb/s'],
    [fpsWords(24.96), '25.0 fps'],
    [millisecondWords(9.14), '9.1 ms'],
    [millisecondWords(74.4), '74 ms'],
    [lossWords(0, 0), '0'],
    [lossWords(3, 0.0004), '3 (<0.01 %)'],
    [lossWords(12, 1.239), '12 (1.24 %)'],
    [sizeWords(1920, 1080), '1920×1080'],
    [sizeWords(null, 1080), '–'],
    [codecWords('h264'), 'H.264'],
    [codecWords('VP8'), 'VP8'],
  ])('%s', (found, expected) => {
    expect(found).toBe(expected);
  });
});
