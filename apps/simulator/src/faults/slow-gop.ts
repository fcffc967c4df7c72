import { z } from 'zod';
import { faultCameras } from './fault-scope.js';

/** Recorded data takes `delayMs` milliseconds longer: from 1,000 on GOPs take longer than they play. */
export const slowGopSchema = z.strictObject({
  kind: z.literal('slow-gop'),
  ...faultCameras,
  delayMs: z.int().positive().max(600_000),
});

/** See {@link slowGopSchema}. */
export type SlowGop = z.infer<typeof slowGopSchema>;
