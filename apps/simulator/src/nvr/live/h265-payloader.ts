import { concatBytes } from '@casement/bytes';
import type { NalPayloader } from './rtp-picture.js';

/** nal_unit_type of a fragmentation unit (RFC 7798 4.4.3). */
const fragmentType = 49;
const nalHeaderBytes = 2;
const fragmentHeaderBytes = 3;
const startBit = 0x80;
const endBit = 0x40;

/** H.265 NAL units as single NAL units and fragmentation units, each in packets of its own (RFC 7798 4.4.1, 4.4.3). */
export class H265Payloader implements NalPayloader {
  payloads(nalUnits: readonly Uint8Array[], maxPayloadBytes: number): Uint8Array[] {
    return nalUnits.flatMap((nalUnit) =>
      nalUnit.length <= maxPayloadBytes ? [nalUnit] : fragments(nalUnit, maxPayloadBytes),
    );
  }
}

function fragments(nalUnit: Uint8Array, maxPayloadBytes: number): Uint8Array[] {
  const first = nalUnit[0] ?? 0;
  const indicator = Uint8Array.of((first & 0x81) | (fragmentType << 1), nalUnit[1] ?? 0);
  const type = (first >> 1) & 0x3f;
  const room = maxPayloadBytes - fragmentHeaderBytes;
  const pieces: Uint8Array[] = [];
  for (let at = nalHeaderBytes; at < nalUnit.length; at += room) {
    const isFirst = at === nalHeaderBytes;
    const isLast = at + room >= nalUnit.length;
    const header = Uint8Array.of(type | (isFirst ? startBit : 0) | (isLast ? endBit : 0));
    pieces.push(concatBytes([indicator, header, nalUnit.subarray(at, at + room)]));
  }
  return pieces;
}
