import { z } from 'zod';
import { ptzAbilities } from '../ptz-scenario.js';
import { faultCameras } from './fault-scope.js';

/** Commands of camera control are refused; without `abilities` all of them. `times` commands are hit; without it every one. */
export const ptzRefusalSchema = z.strictObject({
  kind: z.literal('ptz-refusal'),
  ...faultCameras,
  abilities: z.array(z.enum(ptzAbilities)).min(1).optional(),
  status: z
    .union([z.literal(204), z.literal(400), z.literal(403), z.literal(404), z.literal(503)])
    .default(400),
  times: z.int().positive().max(1_000_000).optional(),
});

/** See {@link ptzRefusalSchema}. */
export type PtzRefusal = z.infer<typeof ptzRefusalSchema>;
