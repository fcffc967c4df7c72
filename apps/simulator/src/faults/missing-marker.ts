import { z } from 'zod';
import { faultCameras } from './fault-scope.js';
import type { PacketStage, StageContext } from './packet-stage.js';

/** The marker bit of the last packet of a picture is never set (B20: "when M never shows"). */
export const missingMarkerSchema = z.strictObject({
  kind: z.literal('missing-marker'),
  ...faultCameras,
});

/** See {@link missingMarkerSchema}. */
export type MissingMarker = z.infer<typeof missingMarkerSchema>;

const markerByte = 1;
const markerBit = 0x80;

/** The stage that clears marker bits. */
export function createMissingMarker(_fault: MissingMarker, { hit }: StageContext): PacketStage {
  return {
    push: (packets) => {
      for (const packet of packets) {
        const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
        const flags = view.getUint8(markerByte);
        if ((flags & markerBit) !== 0) {
          view.setUint8(markerByte, flags & ~markerBit);
          hit(1);
        }
      }
      return packets;
    },
  };
}
