import { fromHex } from '@casement/bytes';
import { decodeG711 } from './g711.js';

describe('decodeG711', () => {
  it('decodes the corners of ITU-T G.711 tables 1 and 2', () => {
    expect([...decodeG711(fromHex('ff7f80008f0f'), 'mu')]).toEqual(
      [0, -0, 32_124, -32_124, 16_764, -16_764].map((v) => v + 0),
    );
    expect([...decodeG711(fromHex('d555aa2a'), 'a')]).toEqual([8, -8, 32_256, -32_256]);
  });

  it.each(['mu', 'a'] as const)('%s-law is symmetric and uses the whole range', (law) => {
    const all = decodeG711(
      Uint8Array.from({ length: 256 }, (_, byte) => byte),
      law,
    );
    const sorted = [...all].sort((a, b) => a - b);
    expect(sorted.map((value, at) => value + sorted[255 - at]!).every((sum) => sum === 0)).toBe(
      true,
    );
    expect(Math.max(...all)).toBeGreaterThan(32_000);
  });
});
