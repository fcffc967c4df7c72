import type { BitReader } from '@casement/bytes';

/** Profile, tier and level of a stream (ITU-T H.265 7.3.3, general_* fields). */
export type ProfileTierLevel = {
  /** general_profile_space, 0..3; 0 is the only one in use. */
  readonly profileSpace: number;
  /** True: the high tier, for contribution; false: the main tier. */
  readonly highTier: boolean;
  /** 1 Main, 2 Main 10, 3 Main Still Picture, 4 range extensions ... (annex A.3). */
  readonly profileIdc: number;
  /** general_profile_compatibility_flag[0] is the highest bit. */
  readonly compatibilityFlags: number;
  /** The six bytes behind the compatibility flags: progressive, interlaced ... and reserved ones. */
  readonly constraintBytes: readonly number[];
  /** Thirty times the level: 93 is level 3.1. */
  readonly levelIdc: number;
};

/** profile_tier_level() has at most 7 sub-layers with profiles of 88 and levels of 8 bits. */
const subLayerProfileBits = 88;
const maxSubLayers = 8;
const constraintByteCount = 6;

/**
 * Reads profile_tier_level( 1, maxSubLayersMinus1 ).
 *
 * @throws {BytesError} when the bits end.
 */
export function readProfileTierLevel(
  reader: BitReader,
  maxSubLayersMinus1: number,
): ProfileTierLevel {
  const profileSpace = reader.bits(2);
  const highTier = reader.bit() === 1;
  const profileIdc = reader.bits(5);
  const compatibilityFlags = reader.bits(32);
  const constraintBytes = Array.from({ length: constraintByteCount }, () => reader.bits(8));
  const levelIdc = reader.bits(8);
  skipSubLayers(reader, maxSubLayersMinus1);
  return { profileSpace, highTier, profileIdc, compatibilityFlags, constraintBytes, levelIdc };
}

/**
 * The codec string of ISO/IEC 14496-15 annex E.3: `hvc1.1.6.L93.B0`. `hvc1` says that the parameter sets are
 * outside of the pictures, `hev1` that they may be inside as well.
 */
export function h265CodecString(
  {
    profileSpace,
    highTier,
    profileIdc,
    compatibilityFlags,
    constraintBytes,
    levelIdc,
  }: ProfileTierLevel,
  sampleEntry: 'hvc1' | 'hev1' = 'hvc1',
): string {
  const space = ['', 'A', 'B', 'C'][profileSpace] ?? '';
  const compatibility = reversedBits(compatibilityFlags).toString(16).toUpperCase();
  const used = constraintBytes.findLastIndex((byte) => byte !== 0) + 1;
  const constraints = constraintBytes
    .slice(0, used)
    .map((byte) => `.${byte.toString(16).toUpperCase()}`);
  const tier = highTier ? 'H' : 'L';
  return `${sampleEntry}.${space}${profileIdc}.${compatibility}.${tier}${levelIdc}${constraints.join('')}`;
}

function skipSubLayers(reader: BitReader, maxSubLayersMinus1: number): void {
  if (maxSubLayersMinus1 === 0) {
    return;
  }
  const present = Array.from({ length: maxSubLayersMinus1 }, () => ({
    profile: reader.bit() === 1,
    level: reader.bit() === 1,
  }));
  reader.bits(2 * (maxSubLayers - maxSubLayersMinus1)); // reserved_zero_2bits
  for (const { profile, level } of present) {
    skipBits(reader, (profile ? subLayerProfileBits : 0) + (level ? 8 : 0));
  }
}

function skipBits(reader: BitReader, count: number): void {
  for (let left = count; left > 0; left -= 32) {
    reader.bits(Math.min(left, 32));
  }
}

function reversedBits(value: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 32; bit += 1) {
    reversed = reversed * 2 + (Math.floor(value / 2 ** bit) % 2);
  }
  return reversed;
}
