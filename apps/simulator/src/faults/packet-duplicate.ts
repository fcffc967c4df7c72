import { z } from 'zod';
import { faultCameras } from './fault-scope.js';
import type { PacketStage, StageContext } from './packet-stage.js';

/** Packets that arrive twice, each with probability `rate`. */
export const packetDuplicateSchema = z.strictObject({
  kind: z.literal('packet-duplicate'),
  ...faultCameras,
  rate: z.number().positive().max(1),
});

/** See {@link packetDuplicateSchema}. */
export type PacketDuplicate = z.infer<typeof packetDuplicateSchema>;

/** The stage that repeats packets at once. */
export function createPacketDuplicate(
  fault: PacketDuplicate,
  { random, hit }: StageContext,
): PacketStage {
  const pass = (packet: Uint8Array): readonly Uint8Array[] => {
    if (random() >= fault.rate) {
      return [packet];
    }
    hit(1);
    return [packet, packet];
  };
  return { push: (packets) => packets.flatMap(pass) };
}
