import { z } from 'zod';
import { faultCameras } from './fault-scope.js';

/**
 * The camera sends its other pictures (`alternative` or `altSize` of the scenario) from the next random access picture
 * on: another codec, size or rate in the middle of the stream. It returns when the fault is taken away.
 */
export const streamChangeSchema = z.strictObject({
  kind: z.literal('stream-change'),
  ...faultCameras,
});

/** See {@link streamChangeSchema}. */
export type StreamChange = z.infer<typeof streamChangeSchema>;
