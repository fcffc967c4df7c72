import { z } from 'zod';
import type { Random } from '../random.js';
import { faultCameras } from './fault-scope.js';

/** JPEGs that are none: without their end, cut in the middle, or noise with the right content type. */
export const jpegDefectSchema = z.strictObject({
  kind: z.literal('jpeg-defect'),
  ...faultCameras,
  form: z.enum(['no-end', 'cut', 'noise']),
  /** Probability for each picture. */
  rate: z.number().positive().max(1).default(1),
});

/** See {@link jpegDefectSchema}. */
export type JpegDefect = z.infer<typeof jpegDefectSchema>;

const endOfImageBytes = 2;
const noiseBytes = 2_000;

/** The JPEG as it is sent. */
export function spoilJpeg(form: JpegDefect['form'], jpeg: Uint8Array, random: Random): Uint8Array {
  switch (form) {
    case 'no-end':
      return jpeg.subarray(0, jpeg.length - endOfImageBytes);
    case 'cut':
      return jpeg.subarray(0, Math.floor(random() * jpeg.length));
    case 'noise':
      return Uint8Array.from({ length: noiseBytes }, () => Math.floor(random() * 256));
  }
}
