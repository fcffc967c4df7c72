import {
  MediaError,
  describeJpeg,
  h264NalUnitTypes,
  h264Syntax,
  h265CodecString,
  h265NalUnitType,
  h265NalUnitTypes,
  h265Syntax,
  isH265SkippedLeadingType,
  joinAnnexB,
  nalUnitType,
  parseH265Sps,
  parseSps,
  splitAnnexB,
} from '@casement/media';
import type { RecordedCodec } from '@casement/protocol';

/** A picture where decoding may start, ready for a decoder. */
export type KeyPicture = {
  /** With the parameter sets in front of it. */
  readonly data: Uint8Array;
  readonly codecString: string;
  readonly width: number;
  readonly height: number;
};

/** Highest type of an H.265 picture that no other one of its layer refers to is 14, and they are even (table 7-1). */
const lastSubLayerNonReference = 14;

/** Whether decoding may start at the picture. */
export function isKeyPicture(codec: RecordedCodec, data: Uint8Array): boolean {
  if (codec === 'jpeg') {
    return true;
  }
  const syntax = codec === 'h264' ? h264Syntax : h265Syntax;
  return splitAnnexB(data).some((unit) => syntax.isRandomAccessType(syntax.nalUnitType(unit)));
}

/** Whether no other picture can need this one to be decoded. */
export function nothingRefersTo(codec: RecordedCodec, data: Uint8Array): boolean {
  switch (codec) {
    case 'jpeg':
      return true;
    case 'h264':
      return slices(data, 'h264').every(([header = 0]) => (header & 0x60) === 0);
    case 'h265':
      return slices(data, 'h265').every((unit) => {
        const type = h265NalUnitType(unit);
        return type <= lastSubLayerNonReference && type % 2 === 0;
      });
  }
}

/** Whether a picture refers to others in front of the key picture behind which it came (RASL, ITU-T H.265 3.111). */
export function needsWhatWasBefore(codec: RecordedCodec, data: Uint8Array): boolean {
  return (
    codec === 'h265' &&
    slices(data, 'h265').some((unit) => isH265SkippedLeadingType(h265NalUnitType(unit)))
  );
}

/**
 * What a key picture says of itself; parameter sets that it lacks are taken from `before`, what was sent ahead of it. In
 * words what is missing otherwise.
 */
export function describeKeyPicture(
  codec: RecordedCodec,
  data: Uint8Array,
  before: readonly Uint8Array[] = [],
): KeyPicture | { readonly reason: string } {
  if (codec === 'jpeg') {
    const jpeg = describeJpeg(data);
    return jpeg
      ? { data, codecString: 'jpeg', width: jpeg.width, height: jpeg.height }
      : { reason: 'a JPEG picture without a size' };
  }
  const units = [...before.flatMap((bytes) => splitAnnexB(bytes)), ...splitAnnexB(data)];
  const wanted = codec === 'h264' ? h264Sets : h265Sets;
  const sets = wanted.map(({ type }) => units.findLast((unit) => typeOf(codec, unit) === type));
  const missing = wanted.filter((_, index) => sets[index] === undefined).map(({ name }) => name);
  if (missing.length > 0) {
    return { reason: `the recording cannot be decoded here: no ${missing.join(', ')}` };
  }
  const found = sets.filter((unit) => unit !== undefined);
  try {
    return { data: withSets(codec, data, found), ...describeSps(codec, found) };
  } catch (error) {
    if (error instanceof MediaError) {
      return { reason: `the recording cannot be decoded here: ${error.message}` };
    }
    throw error;
  }
}

const h264Sets = [
  { name: 'SPS', type: h264NalUnitTypes.sps },
  { name: 'PPS', type: h264NalUnitTypes.pps },
];
const h265Sets = [
  { name: 'VPS', type: h265NalUnitTypes.vps },
  { name: 'SPS', type: h265NalUnitTypes.sps },
  { name: 'PPS', type: h265NalUnitTypes.pps },
];

function describeSps(
  codec: 'h264' | 'h265',
  sets: readonly Uint8Array[],
): Omit<KeyPicture, 'data'> {
  const [first = new Uint8Array(), second = new Uint8Array()] = sets;
  if (codec === 'h264') {
    const { profileLevelId, width, height } = parseSps(first);
    return { codecString: `avc1.${profileLevelId}`, width, height };
  }
  const { profileTierLevel, width, height } = parseH265Sps(second);
  return { codecString: h265CodecString(profileTierLevel), width, height };
}

/** The bytes as they came when all sets are in them, which is what recorders do. */
function withSets(
  codec: 'h264' | 'h265',
  data: Uint8Array,
  sets: readonly Uint8Array[],
): Uint8Array {
  const units = splitAnnexB(data);
  const lacking = sets.filter(
    (set) => !units.some((unit) => typeOf(codec, unit) === typeOf(codec, set)),
  );
  return lacking.length === 0 ? data : joinAnnexB([...sets, ...withoutSets(codec, units)]);
}

function withoutSets(codec: 'h264' | 'h265', units: readonly Uint8Array[]): Uint8Array[] {
  const { isParameterSetType } = codec === 'h264' ? h264Syntax : h265Syntax;
  return units.filter((unit) => !isParameterSetType(typeOf(codec, unit)));
}

function typeOf(codec: 'h264' | 'h265', unit: Uint8Array): number {
  return codec === 'h264' ? nalUnitType(unit) : h265NalUnitType(unit);
}

function slices(data: Uint8Array, codec: 'h264' | 'h265'): Uint8Array[] {
  const { isVclType } = codec === 'h264' ? h264Syntax : h265Syntax;
  return splitAnnexB(data).filter((unit) => isVclType(typeOf(codec, unit)));
}
