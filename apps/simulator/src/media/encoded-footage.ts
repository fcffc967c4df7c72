import { h264NalUnitTypes, joinAnnexB, nalUnitType, splitAnnexB } from '@casement/media';
import { BytesError } from '@casement/bytes';
import type { BandLayout } from './band/band-layout.js';
import { dotQp } from './band/dot-levels.js';
import { FootageError } from './footage-error.js';
import { allowOtherSliceTypes } from './h264/mixed-slice-type.js';
import { NalUnitWriter } from './h264/nal-unit-writer.js';
import type { PackedBits } from './h264/packed-bits.js';
import { packBits } from './h264/packed-bits.js';
import type { SliceHeader } from './h264/slice-header.js';
import { intraSliceHeaderBits, parseSliceHeader } from './h264/slice-header.js';
import type { SliceParameters } from './h264/slice-parameters.js';
import { readSliceParameters } from './h264/slice-parameters.js';

const types = h264NalUnitTypes;

/** A picture without its band. */
export type FootagePicture = {
  /** Access unit delimiter and, in IDR pictures, SPS, PPS, SEI. */
  readonly head: readonly Uint8Array[];
  /** The slices below the band. */
  readonly slices: readonly Uint8Array[];
  readonly idr: boolean;
  /**
   * Half of pic_order_cnt_lsb: the place in its GOP where the picture is shown, modulo `orderModulus`; 0 when order is not
   * coded.
   */
  readonly order: number;
  /** First byte of the band's slice. */
  readonly nalHeader: number;
  /** Header of the band's slice. */
  readonly bandHeader: PackedBits;
};

/** Encoded footage without the bands. */
export type EncodedFootage = {
  readonly pictures: readonly FootagePicture[];
  /** Half of MaxPicOrderCntLsb. */
  readonly orderModulus: number;
  readonly sps: Uint8Array;
  readonly pps: Uint8Array;
};

/**
 * Takes the bands out of what the encoder made, and allows other slices beside those that are left.
 *
 * @returns an Annex B stream for `parseFootage`; no decoder could use it
 * @throws FootageError `encoder` when a slice lies on both sides of the band's border, or is
 * filtered across it
 */
export function removeBands(annexB: Uint8Array, layout: BandLayout): Uint8Array {
  const nalUnits = splitAnnexB(annexB);
  const parameters = parametersOf(nalUnits);
  const bandEnd = layout.widthInMbs * layout.bandHeightInMbs;
  const writer = new NalUnitWriter();
  const kept = nalUnits.flatMap((nalUnit) => {
    if (!isSlice(nalUnit)) {
      return [nalUnit];
    }
    const { firstMb, deblocking } = parseSliceHeader(nalUnit, parameters);
    if (deblocking === 0) {
      throw new FootageError(
        'encoder',
        `The slice from macroblock ${String(firstMb)} on is filtered across its borders; expected disable_deblocking_filter_idc 1 or 2`,
        { firstMb },
      );
    }
    return firstMb < bandEnd ? [] : [allowOtherSliceTypes(nalUnit, writer)];
  });
  return joinAnnexB(kept);
}

/**
 * Reads a stream of `removeBands`.
 *
 * @throws FootageError `encoder` when it is not one: the first slice of a picture must start right below
 * the band, and an IDR picture with parameter sets must start the stream and each second of it
 */
export function parseFootage(
  annexB: Uint8Array,
  layout: BandLayout,
  picturesPerGop: number,
): EncodedFootage {
  const nalUnits = splitAnnexB(annexB);
  const parameters = parametersOf(nalUnits);
  const bandEnd = layout.widthInMbs * layout.bandHeightInMbs;
  const all = groupPictures(nalUnits).map((group) => toPicture(group, parameters, bandEnd));
  // A last GOP that is not complete would be followed by an IDR picture too early.
  const pictures = all.slice(0, all.length - (all.length % picturesPerGop));
  const misplaced = pictures.findIndex(({ idr }, index) => idr !== (index % picturesPerGop === 0));
  if (pictures.length === 0 || misplaced >= 0) {
    throw new FootageError(
      'encoder',
      pictures.length === 0
        ? `The footage has ${String(all.length)} pictures; expected at least one second, ${String(picturesPerGop)}`
        : `Picture ${String(misplaced)} of the footage is an IDR picture or lacks to be one; expected one every ${String(picturesPerGop)}`,
      { pictures: all.length, picturesPerGop },
    );
  }
  const orderModulus = 2 ** Math.max(0, parameters.picOrderCntBits - 1);
  return { pictures, orderModulus, ...parameterSetsOf(nalUnits) };
}

function isSlice(nalUnit: Uint8Array): boolean {
  const type = nalUnitType(nalUnit);
  return type === types.slice || type === types.idrSlice;
}

function parameterSetsOf(nalUnits: readonly Uint8Array[]): Pick<EncodedFootage, 'sps' | 'pps'> {
  const sps = nalUnits.find((nalUnit) => nalUnitType(nalUnit) === types.sps);
  const pps = nalUnits.find((nalUnit) => nalUnitType(nalUnit) === types.pps);
  if (sps === undefined || pps === undefined) {
    throw new FootageError(
      'encoder',
      `The footage has ${String(nalUnits.length)} NAL units without SPS or PPS; expected both`,
      { nalUnits: nalUnits.length },
    );
  }
  return { sps, pps };
}

function parametersOf(nalUnits: readonly Uint8Array[]): SliceParameters {
  const { sps, pps } = parameterSetsOf(nalUnits);
  try {
    return readSliceParameters(sps, pps);
  } catch (error) {
    if (error instanceof BytesError) {
      const message = 'A parameter set of the footage is too short';
      throw new FootageError('encoder', message, {}, { cause: error });
    }
    throw error;
  }
}

/** The access units: x264 starts each with a delimiter. What stands before the first one is left out. */
function groupPictures(nalUnits: readonly Uint8Array[]): Uint8Array[][] {
  const groups: Uint8Array[][] = [];
  for (const nalUnit of nalUnits) {
    if (nalUnitType(nalUnit) === types.accessUnitDelimiter) {
      groups.push([]);
    }
    groups.at(-1)?.push(nalUnit);
  }
  return groups;
}

function toPicture(
  group: readonly Uint8Array[],
  parameters: SliceParameters,
  bandEnd: number,
): FootagePicture {
  const slices = group.filter(isSlice);
  const [first] = slices;
  const header: SliceHeader | undefined =
    first === undefined ? undefined : parseSliceHeader(first, parameters);
  if (header?.firstMb !== bandEnd) {
    const found = header === undefined ? 'no slice' : `macroblock ${String(header.firstMb)}`;
    throw new FootageError(
      'encoder',
      `The first slice below the band starts at ${found}; expected macroblock ${String(bandEnd)}`,
      { bandEnd },
    );
  }
  return {
    head: group.filter((nalUnit) => !isSlice(nalUnit)),
    slices,
    idr: header.idrPicId !== undefined,
    order: header.picOrderCntLsb / 2,
    nalHeader: header.nalHeader,
    bandHeader: packBits(intraSliceHeaderBits(header, parameters, dotQp)),
  };
}
