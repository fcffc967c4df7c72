import { z } from 'zod';

/** ok: nothing to do. warning: works, but not as well as it could. problem: something will not work. */
export const findingStateSchema = z.enum(['ok', 'warning', 'problem']);
export type FindingState = z.infer<typeof findingStateSchema>;

/** One thing that the doctor looked at. */
export const findingSchema = z
  .object({
    /** What was looked at, such as "ffmpeg". */
    name: z.string(),
    state: findingStateSchema,
    /** What was found, in a sentence. */
    detail: z.string(),
    /** What can be done about it, in a sentence; null when there is nothing to do. */
    advice: z.string().nullable(),
  })
  .meta({ id: 'Finding' });
export type Finding = z.infer<typeof findingSchema>;

/** The answer of the doctor: problems first, then warnings. */
export const findingsSchema = z.array(findingSchema).meta({ id: 'Findings' });
export type Findings = z.infer<typeof findingsSchema>;
