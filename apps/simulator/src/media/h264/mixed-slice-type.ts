import { BitReader } from '@casement/bytes';
import { removeEmulationPrevention } from '@casement/media';
import type { NalUnitWriter } from './nal-unit-writer.js';
import { ueBits } from './bit-text.js';
import { packBits } from './packed-bits.js';

/**
 * Rewrites a slice whose slice_type is 5 to 9, "all slices of the picture are of this type", to the
 * value 0 to 4 that allows other types beside it (ITU-T H.264 table 7-6): x264 always makes the claim,
 * and it is wrong once an I slice stands before P slices. The code is shorter, so that all bits behind
 * it move. Other slices are returned as they are.
 */
export function allowOtherSliceTypes(nalUnit: Uint8Array, writer: NalUnitWriter): Uint8Array {
  const rbsp = removeEmulationPrevention(nalUnit);
  const reader = new BitReader(rbsp);
  const nalHeader = reader.bits(8);
  const firstMb = reader.ue();
  const sliceType = reader.ue();
  if (sliceType < 5) {
    return nalUnit;
  }
  writer.begin(nalHeader).packed(packBits(ueBits(firstMb) + ueBits(sliceType - 5)));
  copyBits(rbsp, rbsp.length * 8 - reader.bitsRemaining, stopBit(rbsp), writer);
  return writer.finish();
}

/** Position of rbsp_stop_one_bit: the last one of the last byte, which is never zero. */
function stopBit(rbsp: Uint8Array): number {
  const last = rbsp.at(-1) ?? 0;
  const zeros = 31 - Math.clz32(last & -last);
  return rbsp.length * 8 - 1 - zeros;
}

function copyBits(rbsp: Uint8Array, from: number, to: number, writer: NalUnitWriter): void {
  const reader = new BitReader(rbsp, from >> 3, rbsp.length);
  reader.bits(from & 7);
  let at = from;
  // Up to the next whole byte, then bytes without the reader, then the rest.
  const aligned = Math.min(to, (from + 7) & ~7);
  writer.bits(reader.bits(aligned - at), aligned - at);
  for (at = aligned; at + 8 <= to; at += 8) {
    writer.bits(rbsp[at >> 3] ?? 0, 8);
  }
  writer.bits((rbsp[at >> 3] ?? 0) >> (8 - (to - at)), to - at);
}
