import type { MediaUnit } from '@casement/media';
import { pictures } from '../../recorders/testing/fake-live.js';

/** The n-th picture of a tiny H.264 stream with a key picture every five, 100 ms apart. */
export function h264Unit(index: number, arrivalMs = index * 100): MediaUnit {
  return {
    codec: 'h264',
    parts: pictures[index % pictures.length] ?? [],
    timestamp: index * 9_000,
    clockRateHz: 90_000,
    channels: 0,
    arrivalMs,
    randomAccess: index % 5 === 0,
    discontinuity: false,
  };
}

/** A JPEG of so many bytes: the marker at its beginning and the one at its end. */
export function jpegUnit(index: number, bytes = 64, arrivalMs = index * 100): MediaUnit {
  const picture = new Uint8Array(bytes).fill(index & 0xff);
  picture.set([0xff, 0xd8]);
  picture.set([0xff, 0xd9], bytes - 2);
  return {
    codec: 'jpeg',
    parts: [picture],
    timestamp: index * 9_000,
    clockRateHz: 90_000,
    channels: 0,
    arrivalMs,
    randomAccess: true,
    discontinuity: false,
  };
}

/** A frame of AAC-LC, 48 kHz mono. */
export function aacUnit(index: number): MediaUnit {
  return {
    codec: 'aac',
    parts: [Uint8Array.of(0x21, 0x10, index & 0xff)],
    timestamp: index * 1_024,
    clockRateHz: 48_000,
    channels: 1,
    arrivalMs: (index * 1_024) / 48,
    randomAccess: true,
    discontinuity: false,
  };
}
