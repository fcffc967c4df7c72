import { z } from 'zod';
import { faultDuration } from './fault-scope.js';

/** Ways in which the page of a log may be odd; see {@link logDefectSchema}. */
export const logDefectForms = [
  'wrapped-lines',
  'wrapped-dates',
  'wrapped-commas',
  'trailing-comma',
  'commas',
  'quotes',
  'markup',
  'formula',
  'control-characters',
  'wrong-count',
  'cut',
  'bad-date',
  'odd-zone',
  'no-list',
  'too-long',
] as const;

/**
 * The pages of `loglist.cgi` are odd (B59, NV26 to NV28): line breaks between values, within each quoted date, or in front
 * of the comma behind a number, as in the example of 5.1.1; a comma behind the last value; commas, quotes, HTML, formulas of
 * spreadsheets or control characters in texts; a count that does not agree; an end within the last entry; a date or a zone
 * that makes no sense in the first entry; a count without a list; 3 MB of empty lines behind it.
 */
export const logDefectSchema = z.strictObject({
  kind: z.literal('log-defect'),
  ...faultDuration,
  form: z.enum(logDefectForms),
  times: z.int().positive().max(1_000_000).optional(),
});

/** See {@link logDefectSchema}. */
export type LogDefect = z.infer<typeof logDefectSchema>;
