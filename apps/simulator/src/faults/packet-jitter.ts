import { z } from 'zod';
import { faultCameras } from './fault-scope.js';

/** Pictures that arrive up to `maxMs` milliseconds late, each by another delay, in their order. */
export const packetJitterSchema = z.strictObject({
  kind: z.literal('packet-jitter'),
  ...faultCameras,
  maxMs: z.number().positive().max(5_000),
});

/** See {@link packetJitterSchema}. */
export type PacketJitter = z.infer<typeof packetJitterSchema>;
