import { z } from 'zod';
import { faultDuration } from './fault-scope.js';

/** The ways in which live streams over HTTP may be written; see {@link multipartFormSchema}. */
export const multipartForms = [
  'lf-only',
  'no-length',
  'no-newline-after-body',
  'two-newlines-after-body',
  'bare-boundary',
  'quoted-boundary',
  'space-before-equals',
  'preamble',
  'closing-delimiter',
] as const;

/** One of {@link multipartForms}. */
export type MultipartForm = (typeof multipartForms)[number];

/**
 * Live streams that start while the fault is set are written in another way than the usual one (B13-B15,
 * MP04-MP07, MP10): header lines that end in LF only; parts without Content-Length; no CRLF or two after
 * a body; the boundary parameter without dashes, in quotes or as `boundary =`; text before the first
 * delimiter; `--myboundary--` at the end of a stopped stream.
 */
export const multipartFormSchema = z.strictObject({
  kind: z.literal('multipart-form'),
  ...faultDuration,
  forms: z.array(z.enum(multipartForms)).min(1),
});

/** See {@link multipartFormSchema}. */
export type MultipartFormFault = z.infer<typeof multipartFormSchema>;
