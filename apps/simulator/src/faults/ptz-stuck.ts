import { z } from 'zod';
import { faultCameras } from './fault-scope.js';

/** Commands of camera control are answered as usual, and the camera does nothing. */
export const ptzStuckSchema = z.strictObject({
  kind: z.literal('ptz-stuck'),
  ...faultCameras,
});

/** See {@link ptzStuckSchema}. */
export type PtzStuck = z.infer<typeof ptzStuckSchema>;
