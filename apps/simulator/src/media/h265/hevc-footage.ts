import { BytesError } from '@casement/bytes';
import { joinAnnexB, splitAnnexB } from '@casement/media';
import type { BandLayout } from '../band/band-layout.js';
import { FootageError } from '../footage-error.js';
import type { PackedBits } from '../h264/packed-bits.js';
import { packBits } from '../h264/packed-bits.js';
import { hevcBandQp } from './hevc-band-writer.js';
import type { HevcParameters } from './hevc-parameters.js';
import { hevcNalType, hevcNalTypes, readHevcParameters } from './hevc-parameters.js';
import { hevcIntraHeaderBits, isHevcSlice, parseHevcSliceHeader } from './hevc-slice-header.js';

/** A picture without its band. */
export type HevcPicture = {
  /** Access unit delimiter and, in IDR pictures, VPS, SPS, PPS. */
  readonly head: readonly Uint8Array[];
  /** The slices below the band. */
  readonly slices: readonly Uint8Array[];
  readonly idr: boolean;
  /** Both header bytes of the band's slices. */
  readonly nalHeader: number;
  /** The headers of the band's slices, one a row. */
  readonly bandHeaders: readonly PackedBits[];
};

/** Encoded footage without the bands. */
export type HevcFootage = {
  readonly pictures: readonly HevcPicture[];
  readonly vps: Uint8Array;
  readonly sps: Uint8Array;
  readonly pps: Uint8Array;
};

/**
 * Takes the bands out of what the encoder made.
 *
 * @returns an Annex B stream for `parseHevcFootage`; no decoder could use it
 * @throws FootageError `encoder` when a slice lies on both sides of the band's border (then `parseHevcFootage` would
 * miss one that starts there), or a parameter set is not as the band needs it
 */
export function removeHevcBands(annexB: Uint8Array, layout: BandLayout): Uint8Array {
  const nalUnits = splitAnnexB(annexB);
  const parameters = parametersOf(nalUnits);
  const bandEnd = layout.bandHeightInMbs * parameters.widthInCtbs;
  return joinAnnexB(
    nalUnits.filter(
      (nalUnit) =>
        !isHevcSlice(nalUnit) || parseHevcSliceHeader(nalUnit, parameters).address >= bandEnd,
    ),
  );
}

/**
 * Reads a stream of `removeHevcBands`.
 *
 * @throws FootageError `encoder` when it is not one: the first slice of a picture must start right below the band, and
 * an IDR picture with parameter sets must start the stream and each second of it
 */
export function parseHevcFootage(
  annexB: Uint8Array,
  layout: BandLayout,
  picturesPerGop: number,
): HevcFootage {
  const nalUnits = splitAnnexB(annexB);
  const parameters = parametersOf(nalUnits);
  const all = groupPictures(nalUnits).map((group) => toPicture(group, parameters, layout));
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
  return { pictures, ...parameterSetsOf(nalUnits) };
}

function parameterSetsOf(nalUnits: readonly Uint8Array[]): Omit<HevcFootage, 'pictures'> {
  const find = (type: number): Uint8Array | undefined =>
    nalUnits.find((nalUnit) => hevcNalType(nalUnit) === type);
  const [vps, sps, pps] = [find(hevcNalTypes.vps), find(hevcNalTypes.sps), find(hevcNalTypes.pps)];
  if (vps === undefined || sps === undefined || pps === undefined) {
    throw new FootageError(
      'encoder',
      `The footage has ${String(nalUnits.length)} NAL units without VPS, SPS or PPS; expected all three`,
      { nalUnits: nalUnits.length },
    );
  }
  return { vps, sps, pps };
}

function parametersOf(nalUnits: readonly Uint8Array[]): HevcParameters {
  const { sps, pps } = parameterSetsOf(nalUnits);
  try {
    return readHevcParameters(sps, pps);
  } catch (error) {
    if (error instanceof BytesError) {
      const message = 'A parameter set of the footage is too short';
      throw new FootageError('encoder', message, {}, { cause: error });
    }
    throw error;
  }
}

/** The access units: x265 starts each with a delimiter. What stands before the first one is left out. */
function groupPictures(nalUnits: readonly Uint8Array[]): Uint8Array[][] {
  const groups: Uint8Array[][] = [];
  for (const nalUnit of nalUnits) {
    if (hevcNalType(nalUnit) === hevcNalTypes.accessUnitDelimiter) {
      groups.push([]);
    }
    groups.at(-1)?.push(nalUnit);
  }
  return groups;
}

function toPicture(
  group: readonly Uint8Array[],
  parameters: HevcParameters,
  { bandHeightInMbs }: BandLayout,
): HevcPicture {
  const { widthInCtbs } = parameters;
  const slices = group.filter(isHevcSlice);
  const [first = new Uint8Array()] = slices;
  const header = slices.length > 0 ? parseHevcSliceHeader(first, parameters) : undefined;
  if (header?.address !== bandHeightInMbs * widthInCtbs) {
    const found = header === undefined ? 'no slice' : `block ${String(header.address)}`;
    throw new FootageError(
      'encoder',
      `The first slice below the band starts at ${found}; expected block ${String(bandHeightInMbs * widthInCtbs)}`,
      { bandHeightInMbs },
    );
  }
  return {
    head: group.filter((nalUnit) => !isHevcSlice(nalUnit)),
    slices,
    idr: header.idr,
    nalHeader: ((first[0] ?? 0) << 8) | (first[1] ?? 0),
    bandHeaders: Array.from({ length: bandHeightInMbs }, (_, row) =>
      packBits(
        hevcIntraHeaderBits(header, parameters, {
          address: row * widthInCtbs,
          sliceQp: hevcBandQp,
        }),
      ),
    ),
  };
}
