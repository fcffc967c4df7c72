import { z } from 'zod';
import { faultCameras } from './fault-scope.js';

/** Defects of the pictures of a GOP, before they are written. */
export const pictureDefects = [
  'no-idr',
  'no-parameter-sets',
  'out-of-order',
  'no-pictures',
  'wrong-camera',
] as const;

/** Defects of the body that they are written into. */
export const bodyDefects = [
  'truncated',
  'cut',
  'lying-length',
  'short-length',
  'lying-chunk',
  'unknown-chunk',
  'empty-body',
] as const;

/** See {@link pictureDefects}. */
export type PictureDefect = (typeof pictureDefects)[number];

/** See {@link bodyDefects}. */
export type BodyDefect = (typeof bodyDefects)[number];

/**
 * Recorded pictures that are not what they should be (camera.cgi):
 *
 * - `truncated`, `cut`: the body ends within its last picture; with a length that says so, or one that does not and the
 *   end of the connection
 * - `lying-length`, `short-length`: the length of the last picture reaches beyond the body, or is less than its header
 * - `lying-chunk`: the length of the recorder's information reaches beyond it
 * - `unknown-chunk`, `empty-body`: the body begins with an id that does not exist, or is none
 * - `no-idr`, `no-parameter-sets`: without its first picture, or without SPS, PPS and VPS
 * - `out-of-order`: pictures 1 and 2, 3 and 4 ... changed places, data and times
 * - `no-pictures`: there should be pictures, and are none
 * - `wrong-camera`: of another camera, as the number in it says
 */
export const gopDefectSchema = z.strictObject({
  kind: z.literal('gop-defect'),
  ...faultCameras,
  form: z.enum([...pictureDefects, ...bodyDefects]),
  /** Probability for each GOP. */
  rate: z.number().positive().max(1).default(1),
  /** So many GOPs; without it as long as the fault stays. */
  times: z.int().positive().max(1_000_000).optional(),
});

/** Whether a defect is one of the pictures. */
export function isPictureDefect(form: PictureDefect | BodyDefect): form is PictureDefect {
  return pictureDefects.some((known) => known === form);
}

/** See {@link gopDefectSchema}. */
export type GopDefect = z.infer<typeof gopDefectSchema>;
