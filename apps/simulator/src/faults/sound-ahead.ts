import { z } from 'zod';
import { faultCameras } from './fault-scope.js';

/** Recorded sound is `seconds` earlier than the pictures that were asked for at the same time. */
export const soundAheadSchema = z.strictObject({
  kind: z.literal('sound-ahead'),
  ...faultCameras,
  seconds: z.int().min(1).max(60).default(3),
});

/** See {@link soundAheadSchema}. */
export type SoundAhead = z.infer<typeof soundAheadSchema>;
