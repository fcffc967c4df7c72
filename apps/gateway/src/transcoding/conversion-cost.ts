import type { PictureLimits } from '@casement/media';
import type { VideoFormat } from '../viewing/live-cameras.js';
import type { WantedJob } from './conversion-budget.js';

/** Seconds on a core for a million pixels, as measured (docs/performance.md); the real use is looked at later. */
const decodeSeconds = { h264: 0.008, h265: 0.005, jpeg: 0.003 } as const;
const encodeSeconds = { h264: 0.007, jpeg: 0.004 } as const;

/** Recorders send 1 to 30 pictures per second, mostly 15 or fewer; the format does not say. */
const assumedFps = 15;

/** Of sound, whatever it is. */
const soundCores = 0.02;

/** What a conversion of pictures will use, as far as that can be known before it runs. */
export function pictureCost(
  { codec, width, height }: VideoFormat,
  target: 'h264' | 'jpeg',
  { maxWidth, maxHeight, maxFps }: PictureLimits,
): WantedJob {
  const scale = Math.min(1, maxWidth / Math.max(1, width), maxHeight / Math.max(1, height));
  const pixels = (width * height) / 1e6;
  const decode = pixels * assumedFps * decodeSeconds[codec];
  const encode = pixels * scale * scale * Math.min(assumedFps, maxFps) * encodeSeconds[target];
  return { kind: 'pictures', cores: decode + encode };
}

/** What a conversion of sound will use. */
export const soundCost = (): WantedJob => ({ kind: 'sound', cores: soundCores });
