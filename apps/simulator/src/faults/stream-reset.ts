import { z } from 'zod';
import { faultCameras } from './fault-scope.js';

/**
 * A live stream over HTTP is reset (TCP RST) once it has carried `afterBytes` bytes, which usually is in
 * the middle of a part. `times` streams are hit; without it every one.
 */
export const streamResetSchema = z.strictObject({
  kind: z.literal('stream-reset'),
  ...faultCameras,
  afterBytes: z.int().min(1).default(100_000),
  times: z.int().positive().optional(),
});

/** See {@link streamResetSchema}. */
export type StreamReset = z.infer<typeof streamResetSchema>;
