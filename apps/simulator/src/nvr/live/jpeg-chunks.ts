import { ByteWriter, concatBytes } from '@casement/bytes';
import { serializeTlvs, writeRecorderTlvs } from '@casement/protocol';
import type { RecorderClock } from '../recorder-clock.js';

const startOfImage = 0xffd8;
const comment = 0xfffe;
const lengthBytes = 4;

/** What cameras were seen to send behind their time (JP02); nobody documents what it means. */
const unknownCameraTlvs = serializeTlvs([
  { id: 0x001e, data: new Uint8Array(4) },
  { id: 0x001f, data: new Uint8Array(4) },
  { id: 0x0027, data: Uint8Array.of(5, 6, 7, 8, 0, 0, 0, 0) },
]);

/** A chunk in front of a JPEG (NVR 2.3.5): 0xFFD8 0xFFFE, the length from there on, TLVs (layout B.8). */
export function writeJpegChunk(tlvs: Uint8Array): Uint8Array {
  return new ByteWriter()
    .u16(startOfImage)
    .u16(comment)
    .u16(lengthBytes + tlvs.length)
    .bytes(tlvs)
    .toBytes();
}

/** The camera's information behind the start of a JPEG. */
export function cameraChunk(recorderMs: number, clock: RecorderClock): Uint8Array {
  return writeJpegChunk(cameraInformation(recorderMs, clock));
}

/** The camera's information: its clock in 0x0011 and 0x0012 (here the recorder's), and what nobody documents. */
export function cameraInformation(recorderMs: number, clock: RecorderClock): Uint8Array {
  return concatBytes([cameraTimeTlvs(recorderMs, clock), unknownCameraTlvs]);
}

/** The TLVs 0x0011 and 0x0012: a moment in seconds with its zone, and hundredths. */
export function cameraTimeTlvs(recorderMs: number, clock: RecorderClock): Uint8Array {
  const zone = clock.zoneAt(recorderMs);
  const epochS = Math.floor(recorderMs / 1000);
  return writeRecorderTlvs({
    cameraTime: { epochS, timeZoneMinutes: zone.standardMinutes, summerTime: zone.summerTime },
    cameraHundredths: Math.floor((recorderMs - epochS * 1000) / 10),
  });
}
