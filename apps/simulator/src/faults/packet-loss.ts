import { z } from 'zod';
import { faultCameras } from './fault-scope.js';
import type { PacketStage, StageContext } from './packet-stage.js';

/** Packets that never arrive: each begins a loss with probability `rate`, a loss takes `burst` packets. */
export const packetLossSchema = z.strictObject({
  kind: z.literal('packet-loss'),
  ...faultCameras,
  rate: z.number().positive().max(1),
  burst: z.int().min(1).max(10_000).default(1),
});

/** See {@link packetLossSchema}. */
export type PacketLoss = z.infer<typeof packetLossSchema>;

/** The stage that loses packets. A burst goes on across pictures. */
export function createPacketLoss(fault: PacketLoss, { random, hit }: StageContext): PacketStage {
  let left = 0;
  const isLost = (): boolean => {
    if (left === 0 && random() < fault.rate) {
      left = fault.burst;
    }
    if (left === 0) {
      return false;
    }
    left -= 1;
    hit(1);
    return true;
  };
  return { push: (packets) => packets.filter(() => !isLost()) };
}
