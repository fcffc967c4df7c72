import { z } from 'zod';
import { faultCameras } from './fault-scope.js';

/**
 * The camera sends its other pictures (`altSize` or `alternative` of the scenario) from the next IDR picture on: new
 * parameter sets in the middle of the stream. It returns when the fault is taken away.
 */
export const sizeChangeSchema = z.strictObject({
  kind: z.literal('size-change'),
  ...faultCameras,
});

/** See {@link sizeChangeSchema}. */
export type SizeChange = z.infer<typeof sizeChangeSchema>;
