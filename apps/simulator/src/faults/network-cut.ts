import { z } from 'zod';
import { faultDuration } from './fault-scope.js';

/**
 * The recorder cannot be reached. `refuse`: its ports are closed and open connections are reset;
 * `silent`: connections are taken and stay open, but nothing is read or sent, as behind a dead switch.
 * No RTP leaves either way.
 */
export const networkCutSchema = z.strictObject({
  kind: z.literal('network-cut'),
  ...faultDuration,
  mode: z.enum(['refuse', 'silent']).default('silent'),
});

/** See {@link networkCutSchema}. */
export type NetworkCut = z.infer<typeof networkCutSchema>;
