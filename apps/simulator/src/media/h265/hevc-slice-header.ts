import { BitReader, BytesError } from '@casement/bytes';
import { removeEmulationPrevention } from '@casement/media';
import { FootageError } from '../footage-error.js';
import { seBits, ueBits, unsignedBits } from '../h264/bit-text.js';
import type { HevcParameters } from './hevc-parameters.js';
import { hevcHeaderBytes, hevcNalType } from './hevc-parameters.js';

/** Longer than any slice header of one reference picture, with emulation prevention. */
const headerBytes = 64;

/** slice_type of an I slice (ITU-T H.265 table 7-7). */
const sliceTypeI = 2;

/** The fields of a slice segment header that all slices of the picture share. */
export type HevcSliceHeader = {
  /** Number of the first coding tree block. */
  readonly address: number;
  readonly irap: boolean;
  readonly idr: boolean;
  /** From slice_pic_order_cnt_lsb up to the end of the reference picture set, as a text of bits; empty in IDR. */
  readonly referenceBits: string;
};

/** Whether a NAL unit is a slice. */
export function isHevcSlice(nalUnit: Uint8Array): boolean {
  const type = hevcNalType(nalUnit);
  return type >= 0 && type < 32;
}

/** Bits of slice_segment_address. */
function addressBits({ widthInCtbs, heightInCtbs }: HevcParameters): number {
  return Math.ceil(Math.log2(widthInCtbs * heightInCtbs));
}

/**
 * Parses slice_segment_header() (7.3.6.1) up to where I and P slices differ.
 *
 * @throws FootageError `encoder` for a slice that ends inside its header or has what our encoder never writes
 */
export function parseHevcSliceHeader(
  nalUnit: Uint8Array,
  parameters: HevcParameters,
): HevcSliceHeader {
  try {
    return readHeader(nalUnit, parameters);
  } catch (error) {
    if (error instanceof BytesError) {
      throw new FootageError(
        'encoder',
        `A slice of ${String(nalUnit.length)} bytes ends inside its header`,
        { length: nalUnit.length },
        { cause: error },
      );
    }
    throw error;
  }
}

function readHeader(nalUnit: Uint8Array, parameters: HevcParameters): HevcSliceHeader {
  const type = hevcNalType(nalUnit);
  const rbsp = removeEmulationPrevention(nalUnit.subarray(0, headerBytes));
  const reader = new BitReader(rbsp, hevcHeaderBytes);
  const isFirst = reader.bit() === 1;
  const irap = type >= 16 && type <= 23;
  const idr = type === 19 || type === 20;
  if (irap) {
    reader.bit(); // no_output_of_prior_pics_flag
  }
  expectField('slice_pic_parameter_set_id', reader.ue(), 0);
  const address = isFirst ? 0 : reader.bits(addressBits(parameters));
  const sliceType = reader.ue();
  if (sliceType > sliceTypeI) {
    throw unexpected('slice_type', sliceType, '0 to 2');
  }
  return { address, irap, idr, referenceBits: idr ? '' : readReferences(reader, parameters) };
}

/** slice_pic_order_cnt_lsb and st_ref_pic_set() (7.3.7), written again as they were read. */
function readReferences(reader: BitReader, { picOrderCntBits }: HevcParameters): string {
  let text = unsignedBits(reader.bits(picOrderCntBits), picOrderCntBits);
  expectField('short_term_ref_pic_set_sps_flag', reader.bit(), 0);
  const negative = reader.ue();
  const positive = reader.ue();
  text += `0${ueBits(negative)}${ueBits(positive)}`;
  if (negative + positive > 16) {
    throw unexpected('num_negative_pics + num_positive_pics', negative + positive, 'at most 16');
  }
  for (let picture = 0; picture < negative + positive; picture += 1) {
    text += ueBits(reader.ue()) + String(reader.bit());
  }
  return text;
}

/**
 * The header of an I slice of the same picture that starts at `address`, as a text of bits up to the byte border where
 * slice_segment_data() begins. It is the only substream of its slice: no entry points.
 */
export function hevcIntraHeaderBits(
  sibling: HevcSliceHeader,
  parameters: HevcParameters,
  options: { readonly address: number; readonly sliceQp: number },
): string {
  const { address, sliceQp } = options;
  const text =
    (address === 0 ? '1' : '0') +
    (sibling.irap ? '0' : '') +
    ueBits(0) +
    (address === 0 ? '' : unsignedBits(address, addressBits(parameters))) +
    ueBits(sliceTypeI) +
    sibling.referenceBits +
    seBits(sliceQp - parameters.initialQp) +
    ueBits(0) + // num_entry_point_offsets
    '1'; // byte_alignment()
  return text.padEnd(Math.ceil(text.length / 8) * 8, '0');
}

function expectField(field: string, value: number, expected: number): void {
  if (value !== expected) {
    throw unexpected(field, value, String(expected));
  }
}

function unexpected(field: string, value: number, expected: string): FootageError {
  return new FootageError(
    'encoder',
    `A slice of the encoder has ${field} ${String(value)}; expected ${expected}`,
    { field, value },
  );
}
