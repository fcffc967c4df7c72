import { decodeG711 } from './g711.js';

describe('decodeG711', () => {
  // The ends and the middle of both tables of ITU-T G.711, in 16-bit samples.
  it.each([
    ['pcmu', 0x00, -32_124],
    ['pcmu', 0x80, 32_124],
    ['pcmu', 0xff, 0],
    ['pcmu', 0x7f, 0],
    ['pcma', 0xaa, 32_256],
    ['pcma', 0x2a, -32_256],
    ['pcma', 0xd5, 8],
    ['pcma', 0x55, -8],
  ] as const)('%s %i is %i', (law, byte, sample) => {
    expect((decodeG711(law, Uint8Array.of(byte))[0] ?? NaN) * 32_768).toBeCloseTo(sample, 3);
  });

  it('gives one sample per byte, never beyond full scale', () => {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    for (const law of ['pcmu', 'pcma'] as const) {
      const samples = decodeG711(law, all);
      expect(samples).toHaveLength(256);
      expect(samples.every((sample) => Math.abs(sample) < 1)).toBe(true);
    }
  });
});
