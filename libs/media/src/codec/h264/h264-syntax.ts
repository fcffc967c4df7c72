import type { NalSyntax } from '../nal/nal-syntax.js';
import {
  h264NalUnitTypes,
  hasForbiddenBit,
  hasSliceHeader,
  isCodecType,
  isVclType,
  nalUnitType,
  opensAccessUnit,
} from './nal-unit-type.js';
import { startsPicture } from './slice-header.js';

/**
 * NAL units that decoders do not need and that the RTP sender of a viewer would have to pay for: the
 * delimiters are implied by RTP, filler is nothing. An end of sequence usually comes behind the marker bit,
 * where it would become the start of the next access unit.
 */
const unwantedTypes: ReadonlySet<number> = new Set([
  h264NalUnitTypes.accessUnitDelimiter,
  h264NalUnitTypes.endOfSequence,
  h264NalUnitTypes.endOfStream,
  h264NalUnitTypes.filler,
]);

/** The NAL units of H.264 (ITU-T H.264 7.3.1, 7.4.1.2.3). */
export const h264Syntax: NalSyntax = {
  codec: 'h264',
  headerBytes: 1,
  nalUnitType,
  hasForbiddenBit,
  isCodecType,
  isVclType,
  isUnwantedType: (type) => unwantedTypes.has(type),
  isParameterSetType: (type) => type === h264NalUnitTypes.sps || type === h264NalUnitTypes.pps,
  opensAccessUnit,
  hasSliceHeader,
  isRandomAccessType: (type) => type === h264NalUnitTypes.idrSlice,
  startsPicture,
};
