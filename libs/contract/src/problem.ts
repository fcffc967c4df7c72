import { z } from 'zod';

/**
 * Every error that leaves the gateway over HTTP: RFC 9457 problem details, `application/problem+json`.
 * `kind` is stable and meant for programs, `detail` is a sentence for people, `context` holds what was
 * found and expected. Never contains a secret.
 */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    kind: z.string(),
    detail: z.string(),
    context: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;
