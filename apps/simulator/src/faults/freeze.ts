import { z } from 'zod';
import { faultCameras } from './fault-scope.js';
import type { PacketStage, StageContext } from './packet-stage.js';

/** No data although the stream stays open; time and sequence numbers go on, as if the network lost all. */
export const freezeSchema = z.strictObject({
  kind: z.literal('freeze'),
  ...faultCameras,
});

/** See {@link freezeSchema}. */
export type Freeze = z.infer<typeof freezeSchema>;

/** The stage that lets nothing through. */
export function createFreeze(_fault: Freeze, { hit }: StageContext): PacketStage {
  return {
    push: (packets) => {
      hit(packets.length);
      return [];
    },
  };
}
