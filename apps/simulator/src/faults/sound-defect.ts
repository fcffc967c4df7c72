import { z } from 'zod';
import { faultCameras } from './fault-scope.js';

/**
 * Sound that does not add up: frames of an odd number of bytes (one is missing at the end), AU headers that say more
 * than there is, or less, and frames without a byte.
 */
export const soundDefectSchema = z.strictObject({
  kind: z.literal('sound-defect'),
  ...faultCameras,
  form: z.enum(['odd-length', 'au-too-long', 'au-too-short', 'empty']),
  /** Probability for each frame. */
  rate: z.number().positive().max(1).default(1),
});

/** See {@link soundDefectSchema}. */
export type SoundDefect = z.infer<typeof soundDefectSchema>;

/** By how much an AU header lies. */
const sizeErrorBytes = 7;

/** The frame as it is sent, and the error of the size in its AU header. */
export function spoilSound(
  form: SoundDefect['form'],
  data: Uint8Array,
): { readonly data: Uint8Array; readonly sizeErrorBytes: number } {
  switch (form) {
    case 'odd-length':
      return { data: data.subarray(0, data.length - 1 - (data.length % 2)), sizeErrorBytes: 0 };
    case 'au-too-long':
      return { data, sizeErrorBytes };
    case 'au-too-short':
      return { data, sizeErrorBytes: -sizeErrorBytes };
    case 'empty':
      return { data: new Uint8Array(), sizeErrorBytes: 0 };
  }
}
