import { z } from 'zod';
import { faultRequests } from './fault-scope.js';

/**
 * Requests are answered with something else than what they ask for: 401 without a challenge, 503, 204
 * or a page of HTML with status 200 (B71). `times` requests are hit; without it every one.
 */
export const answerOverrideSchema = z.strictObject({
  kind: z.literal('answer'),
  ...faultRequests,
  status: z.union([z.literal(401), z.literal(503), z.literal(204), z.literal('html')]),
});

/** See {@link answerOverrideSchema}. */
export type AnswerOverride = z.infer<typeof answerOverrideSchema>;
