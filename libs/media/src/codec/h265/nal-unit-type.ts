/** Values of nal_unit_type (ITU-T H.265 table 7-1; 48 and above: RFC 7798 section 4.4). */
export const h265NalUnitTypes = {
  trailN: 0,
  trailR: 1,
  raslN: 8,
  raslR: 9,
  blaWLp: 16,
  blaNLp: 18,
  idrWRadl: 19,
  idrNLp: 20,
  cra: 21,
  vps: 32,
  sps: 33,
  pps: 34,
  accessUnitDelimiter: 35,
  endOfSequence: 36,
  endOfBitstream: 37,
  filler: 38,
  prefixSei: 39,
  suffixSei: 40,
  aggregate: 48,
  fragment: 49,
  paci: 50,
} as const;

const types = h265NalUnitTypes;

/** Every NAL unit begins with type, layer and temporal id in two bytes (7.3.1.2). */
export const h265HeaderBytes = 2;

/** The nal_unit_type of a NAL unit; 0 for an empty one. */
export function h265NalUnitType(nalUnit: Uint8Array): number {
  return ((nalUnit[0] ?? 0) >> 1) & 0x3f;
}

/** Whether H.265 gives the type a meaning today; the reserved and unspecified ones have none. */
export function isH265CodecType(type: number): boolean {
  return isH265VclType(type) || (type >= types.vps && type <= types.suffixSei);
}

/** Whether NAL units of this type hold picture data: all of them slice segments. */
export function isH265VclType(type: number): boolean {
  return (type >= types.trailN && type <= types.raslR) || isH265RandomAccessType(type);
}

/** Whether it is the type of an IRAP picture (BLA, IDR, CRA), where decoding may start. */
export function isH265RandomAccessType(type: number): boolean {
  return type >= types.blaWLp && type <= types.cra;
}

/** IDR_W_RADL, IDR_N_LP: their slice headers carry no picture order count. */
export function isH265IdrType(type: number): boolean {
  return type === types.idrWRadl || type === types.idrNLp;
}

/** BLA pictures: the stream was cut in front of them. */
export function isH265BlaType(type: number): boolean {
  return type >= types.blaWLp && type <= types.blaNLp;
}

/**
 * Leading pictures that refer to pictures in front of their CRA picture, which are not there when decoding
 * starts at it (RASL_N, RASL_R).
 */
export function isH265SkippedLeadingType(type: number): boolean {
  return type === types.raslN || type === types.raslR;
}

/** VPS, SPS, PPS. */
export function isH265ParameterSetType(type: number): boolean {
  return type >= types.vps && type <= types.pps;
}

/** Whether a NAL unit of this type behind picture data belongs to the next access unit (7.4.2.4.4). */
export function opensH265AccessUnit(type: number): boolean {
  return (
    (type >= types.vps && type <= types.accessUnitDelimiter) ||
    type === types.prefixSei ||
    (type >= 41 && type <= 44) ||
    (type >= 48 && type <= 55)
  );
}
