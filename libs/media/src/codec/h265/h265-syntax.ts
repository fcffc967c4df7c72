import type { NalSyntax } from '../nal/nal-syntax.js';
import {
  h265HeaderBytes,
  h265NalUnitType,
  h265NalUnitTypes,
  isH265CodecType,
  isH265ParameterSetType,
  isH265RandomAccessType,
  isH265VclType,
  opensH265AccessUnit,
} from './nal-unit-type.js';
import { startsH265Picture } from './slice-segment-header.js';

/** As in H.264: delimiters are implied by RTP, an end would become the start of the next access unit. */
const unwantedTypes: ReadonlySet<number> = new Set([
  h265NalUnitTypes.accessUnitDelimiter,
  h265NalUnitTypes.endOfSequence,
  h265NalUnitTypes.endOfBitstream,
  h265NalUnitTypes.filler,
]);

/** The NAL units of H.265 (ITU-T H.265 7.3.1, 7.4.2.4.4). */
export const h265Syntax: NalSyntax = {
  codec: 'h265',
  headerBytes: h265HeaderBytes,
  nalUnitType: h265NalUnitType,
  hasForbiddenBit: (nalUnit) => ((nalUnit[0] ?? 0) & 0x80) !== 0,
  isCodecType: isH265CodecType,
  isVclType: isH265VclType,
  isUnwantedType: (type) => unwantedTypes.has(type),
  isParameterSetType: isH265ParameterSetType,
  opensAccessUnit: opensH265AccessUnit,
  hasSliceHeader: isH265VclType,
  isRandomAccessType: isH265RandomAccessType,
  startsPicture: startsH265Picture,
};
