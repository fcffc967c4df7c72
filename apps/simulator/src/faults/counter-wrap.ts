import { z } from 'zod';
import { faultCameras } from './fault-scope.js';

/**
 * Streams that start while the fault is set begin near the end of their counters: the sequence number
 * wraps after `packets` packets, the timestamp after `seconds` seconds.
 */
export const counterWrapSchema = z.strictObject({
  kind: z.literal('counter-wrap'),
  ...faultCameras,
  packets: z.int().min(1).max(65_535).default(50),
  seconds: z.number().min(0).max(3_600).default(1),
});

/** See {@link counterWrapSchema}. */
export type CounterWrap = z.infer<typeof counterWrapSchema>;
