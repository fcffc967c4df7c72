import type { PacketRingWriter, RingUnit } from './packet-ring-writer.js';
import { maxRingPayloadBytes } from './ring-layout.js';

/**
 * Writes a unit that is there in one piece, of a codec without NAL units: a JPEG picture, a frame of sound. It is
 * cut into pieces of at most 1,200 bytes, the last one with the marker. The pieces are no RTP payloads unless
 * there is one only: JPEG and AAC do not go to WebRTC as they are. No bytes: nothing is written.
 */
export function writeWholeUnit(writer: PacketRingWriter, unit: RingUnit, bytes: Uint8Array): void {
  if (bytes.length === 0) {
    return;
  }
  writer.beginUnit(unit);
  for (let from = 0; from < bytes.length; from += maxRingPayloadBytes) {
    const to = Math.min(bytes.length, from + maxRingPayloadBytes);
    writer.packet(bytes.subarray(from, to), to === bytes.length);
  }
  writer.endUnit();
}
