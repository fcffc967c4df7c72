import { z } from 'zod';
import { faultDuration } from './fault-scope.js';

/** Everything sent over HTTP goes out in pieces of 1 to `maxBytes` bytes, each in a write of its own. */
export const splitWritesSchema = z.strictObject({
  kind: z.literal('split-writes'),
  ...faultDuration,
  maxBytes: z.int().min(1).max(65_536).default(7),
});

/** See {@link splitWritesSchema}. */
export type SplitWrites = z.infer<typeof splitWritesSchema>;
