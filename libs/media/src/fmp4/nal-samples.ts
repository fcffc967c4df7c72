import { h264NalUnitTypes, nalUnitType } from '../codec/h264/nal-unit-type.js';
import {
  h265NalUnitType,
  h265NalUnitTypes,
  isH265ParameterSetType,
} from '../codec/h265/nal-unit-type.js';
import { sameBytes } from '../codec/nal/same-bytes.js';

type Codec = 'h264' | 'h265';

/** Bytes in front of each NAL unit of a sample. */
export const lengthPrefixBytes = 4;

/** Whether a NAL unit is a parameter set, of those that go into a sample entry. */
export function isParameterSet(codec: Codec, nalUnit: Uint8Array): boolean {
  if (codec === 'h265') {
    return isH265ParameterSetType(h265NalUnitType(nalUnit));
  }
  const type = nalUnitType(nalUnit);
  return type === h264NalUnitTypes.sps || type === h264NalUnitTypes.pps;
}

/** Whether a NAL unit has no place in a sample: delimiters and filler (ISO/IEC 14496-15 section 5.3.2). */
function isUnwanted(codec: Codec, nalUnit: Uint8Array): boolean {
  if (codec === 'h265') {
    const type = h265NalUnitType(nalUnit);
    return type === h265NalUnitTypes.accessUnitDelimiter || type === h265NalUnitTypes.filler;
  }
  const type = nalUnitType(nalUnit);
  return type === h264NalUnitTypes.accessUnitDelimiter || type === h264NalUnitTypes.filler;
}

/** Whether all of the sets are among the known ones, byte by byte. */
export function areKnown(sets: readonly Uint8Array[], known: readonly Uint8Array[]): boolean {
  return sets.every((set) => known.some((other) => sameBytes(set, other)));
}

/**
 * The NAL units of a sample: without delimiters, filler and the parameter sets that its sample entry has. Others
 * stay: a picture that needs one can be decoded by most players.
 */
export function sampleNalUnits(
  codec: Codec,
  nalUnits: readonly Uint8Array[],
  known: readonly Uint8Array[],
): readonly Uint8Array[] {
  return nalUnits.filter(
    (nalUnit) =>
      nalUnit.length > 0 &&
      !isUnwanted(codec, nalUnit) &&
      !(isParameterSet(codec, nalUnit) && areKnown([nalUnit], known)),
  );
}

/** How many bytes `writeSample` writes. */
export function sampleBytes(nalUnits: readonly Uint8Array[]): number {
  return nalUnits.reduce((sum, { length }) => sum + lengthPrefixBytes + length, 0);
}

/** Writes NAL units, each behind its length, from `at` on. */
export function writeSample(target: Uint8Array, at: number, nalUnits: readonly Uint8Array[]): void {
  const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
  let position = at;
  for (const nalUnit of nalUnits) {
    view.setUint32(position, nalUnit.length);
    target.set(nalUnit, position + lengthPrefixBytes);
    position += lengthPrefixBytes + nalUnit.length;
  }
}
