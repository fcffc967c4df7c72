import { z } from 'zod';
import { faultRequests } from './fault-scope.js';

/** Requests wait `delayMs` milliseconds before they are looked at. */
export const slowAnswerSchema = z.strictObject({
  kind: z.literal('slow-answer'),
  ...faultRequests,
  delayMs: z.number().positive().max(600_000),
});

/** See {@link slowAnswerSchema}. */
export type SlowAnswer = z.infer<typeof slowAnswerSchema>;
