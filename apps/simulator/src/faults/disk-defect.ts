import { z } from 'zod';
import { faultDuration } from './fault-scope.js';

/** Ways in which the page of the disks may be odd; see {@link diskDefectSchema}. */
export const diskDefectForms = [
  'no-disks',
  'full',
  'unused',
  'all-recording',
  'none-recording',
  'odd-capacity',
  'bad-date',
  'swapped-range',
  'spaces',
  'missing-fields',
  'extra-fields',
  'title-only',
  'too-many',
] as const;

/**
 * The page of `recordedtime.cgi` is odd (B61): every slot empty; nothing left on the disks; nothing recorded on them;
 * `(R)` behind all of them, or none; capacities such as `4.0TB`; dates that make no sense; an end before its start; blanks around the values and commas
 * at the end, as the document has them; lines of three values, or of twelve; no line at all; 1,000 disks.
 */
export const diskDefectSchema = z.strictObject({
  kind: z.literal('disk-defect'),
  ...faultDuration,
  form: z.enum(diskDefectForms),
  times: z.int().positive().max(1_000_000).optional(),
});

/** See {@link diskDefectSchema}. */
export type DiskDefect = z.infer<typeof diskDefectSchema>;
