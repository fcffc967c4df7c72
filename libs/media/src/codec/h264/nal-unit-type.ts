/** Values of nal_unit_type (ITU-T H.264 table 7-1; 24 and above: RFC 6184 table 1). */
export const h264NalUnitTypes = {
  slice: 1,
  sliceDataPartitionA: 2,
  idrSlice: 5,
  sei: 6,
  sps: 7,
  pps: 8,
  accessUnitDelimiter: 9,
  endOfSequence: 10,
  endOfStream: 11,
  filler: 12,
  stapA: 24,
  fuA: 28,
} as const;

const types = h264NalUnitTypes;

/** The nal_unit_type of a NAL unit; 0 (unspecified) for an empty one. */
export function nalUnitType(nalUnit: Uint8Array): number {
  return (nalUnit[0] ?? 0) & 0x1f;
}

/** Whether forbidden_zero_bit is set: somebody on the way knows that the NAL unit is damaged. */
export function hasForbiddenBit(nalUnit: Uint8Array): boolean {
  return ((nalUnit[0] ?? 0) & 0x80) !== 0;
}

/** Whether the NAL unit is a slice of an IDR picture, where decoding may start. */
export function isIdr(nalUnit: Uint8Array): boolean {
  return nalUnitType(nalUnit) === types.idrSlice;
}

/** Whether NAL units of this type hold picture data (VCL, table 7-1 column "NAL unit type class"). */
export function isVclType(type: number): boolean {
  return type >= types.slice && type <= types.idrSlice;
}

/** Whether NAL units of this type begin with a slice header (7.3.2.8, 7.3.2.9.1). */
export function hasSliceHeader(type: number): boolean {
  return type === types.slice || type === types.sliceDataPartitionA || type === types.idrSlice;
}

/** Whether a NAL unit of this type behind picture data belongs to the next access unit (7.4.1.2.3). */
export function opensAccessUnit(type: number): boolean {
  return (type >= types.sei && type <= types.accessUnitDelimiter) || (type >= 14 && type <= 18);
}

/** Whether H.264 itself knows the type. RFC 6184 uses 24..29 in packets only; 0, 30, 31 mean nothing. */
export function isCodecType(type: number): boolean {
  return type > 0 && type < types.stapA;
}
