import { pictureStep } from './picture-steps.js';

describe('pictureStep', () => {
  it.each([
    ['height', 90, 180],
    ['height', 360, 360],
    ['height', 361, 540],
    ['height', 2_160, 2_160],
    ['width', 64, 160],
    ['width', 3_841, 3_840],
    ['quality', 1, 40],
    ['quality', 100, 100],
    ['quality', undefined, undefined],
  ] as const)('%s %s becomes %s', (of, asked, step) => {
    expect(pictureStep(of, asked)).toBe(step);
  });

  it('leaves few conversions however many values are asked for', () => {
    const asked = Array.from({ length: 3_840 }, (_, index) => index + 1);
    expect(new Set(asked.map((width) => pictureStep('width', width))).size).toBe(8);
  });
});
