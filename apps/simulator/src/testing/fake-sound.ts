import type { SoundFootage } from '../media/index.js';

/** Sound whose frames tell their number: cheap, and nothing to encode. */
export function createFakeSound(clockRateHz = 8_000, samplesPerFrame = 320): SoundFootage {
  return {
    clockRateHz,
    samplesPerFrame,
    frame: (index) => Uint8Array.from({ length: 40 }, (_, at) => (index + at) & 0xff),
  };
}
