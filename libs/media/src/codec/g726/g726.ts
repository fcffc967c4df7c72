/**
 * Where the first of two samples stands in a byte of G.726 at 32 kbit/s: in the upper half (`left`, ITU-T X.420 and
 * I.366.2, ffmpeg's `g726`) or in the lower half (`right`, RFC 3551, ffmpeg's `g726le`).
 */
export type G726BitOrder = 'left' | 'right';

/** Samples per second, four bits each. */
export const g726SampleRateHz = 8_000;

/** Two samples in a byte. */
export const g726SamplesPerByte = 2;

/** The same samples in the other order: the halves of every byte change places. A new array. */
export function swapG726BitOrder(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => (byte >> 4) | ((byte & 15) << 4));
}
