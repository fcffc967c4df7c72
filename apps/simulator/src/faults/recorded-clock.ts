import { z } from 'zod';
import { faultCameras } from './fault-scope.js';

/**
 * The recorder's clock stepped back while it recorded: the times of GOPs that are sent from now on are `seconds` earlier
 * than those asked for, in the pictures too. Negative: later.
 */
export const recordedClockSchema = z.strictObject({
  kind: z.literal('recorded-clock'),
  ...faultCameras,
  seconds: z.int().min(-86_400).max(86_400).default(30),
});

/** See {@link recordedClockSchema}. */
export type RecordedClock = z.infer<typeof recordedClockSchema>;
