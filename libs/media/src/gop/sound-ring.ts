import { createSharedRing } from './shared-ring.js';
import type { SharedRing } from './shared-ring.js';

/** Frames of 20 ms: 20 s of G.711 or Opus, and of AAC at 48 kHz with two pieces a frame 10 s. */
export const soundRingPackets = 1_024;

/** 2 s at 512 kbit/s, more than any recorder's sound; 4 s at the usual 128 kbit/s and more. */
export const soundRingBytes = 128 * 1024;

/**
 * An empty ring for sound. Sound is always taken at its live end, so a few seconds are enough: what a reader
 * that was blocked wants to have.
 *
 * @param sampleRateHz the clock of its timestamps; 48,000 for Opus
 * @throws {MediaError} kind `option` when the rate or the number of channels is impossible.
 */
export function createSoundRing(
  id: string,
  { sampleRateHz, channels }: { readonly sampleRateHz: number; readonly channels: number },
): SharedRing {
  return createSharedRing(id, {
    maxPackets: soundRingPackets,
    maxBytes: soundRingBytes,
    clockRateHz: sampleRateHz,
    channels,
  });
}
