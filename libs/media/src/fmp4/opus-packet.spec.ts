import fc from 'fast-check';
import { opusPacketSamples } from './opus-packet.js';

describe('opusPacketSamples', () => {
  it.each([
    [[0xfc], 960],
    [[0x78], 960],
    [[0xe0], 120],
    [[0x08], 960],
    [[0x19], 2 * 60 * 48],
    [[0xff, 0x03], 3 * 960],
    [[0xff, 0x00], undefined],
    [[0xff], undefined],
    [[0x1b, 0x03], undefined],
    [[], undefined],
  ])('%j has %p samples', (packet, samples) => {
    expect(opusPacketSamples(Uint8Array.from(packet))).toBe(samples);
  });

  it('is at most 120 ms for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 8 }), (packet) => {
        const samples = opusPacketSamples(packet) ?? 1;
        expect(samples).toBeGreaterThan(0);
        expect(samples).toBeLessThanOrEqual(5_760);
      }),
    );
  });
});
