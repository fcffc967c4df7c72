import { z } from 'zod';
import { faultCameras } from './fault-scope.js';
import type { PacketStage, StageContext } from './packet-stage.js';

/**
 * Packets that are overtaken by the next `distance` ones of the same picture, each with probability
 * `rate`. Networks swap what is sent at the same moment, not what is 40 ms apart.
 */
export const packetReorderSchema = z.strictObject({
  kind: z.literal('packet-reorder'),
  ...faultCameras,
  rate: z.number().positive().max(1),
  distance: z.int().min(1).max(64).default(1),
});

/** See {@link packetReorderSchema}. */
export type PacketReorder = z.infer<typeof packetReorderSchema>;

/** The stage that lets packets be overtaken. At most one packet is on its way late at a time. */
export function createPacketReorder(
  fault: PacketReorder,
  { random, hit }: StageContext,
): PacketStage {
  const reorder = (packets: readonly Uint8Array[]): readonly Uint8Array[] => {
    const order: Uint8Array[] = [];
    let late: { readonly packet: Uint8Array; overtakenBy: number } | undefined;
    packets.forEach((packet, at) => {
      if (late === undefined && at < packets.length - 1 && random() < fault.rate) {
        hit(1);
        late = { packet, overtakenBy: 0 };
        return;
      }
      order.push(packet);
      if (late !== undefined && (late.overtakenBy += 1) === fault.distance) {
        order.push(late.packet);
        late = undefined;
      }
    });
    return late === undefined ? order : [...order, late.packet];
  };
  return { push: reorder };
}
