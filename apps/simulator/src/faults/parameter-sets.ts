import { insertEmulationPrevention, removeEmulationPrevention } from '@casement/media';
import { z } from 'zod';
import type { PictureCodec } from '../media/index.js';
import { faultCameras } from './fault-scope.js';

/**
 * Parameter sets (SPS and PPS, of H.265 VPS too) that are not where they belong: missing in every random access picture;
 * three times in it; only with the picture after it; or in the middle of a GOP once more with another level under the
 * same ids, although nothing else changes.
 */
export const parameterSetsSchema = z.strictObject({
  kind: z.literal('parameter-sets'),
  ...faultCameras,
  form: z.enum(['missing', 'repeated', 'late', 'contradictory']),
});

/** See {@link parameterSetsSchema}. */
export type ParameterSetsFault = z.infer<typeof parameterSetsSchema>;

const h264Sps = 7;
const h264Pps = 8;
const h265Vps = 32;
const h265Sps = 33;
const h265Pps = 34;

/** Where level_idc is in an SPS without emulation prevention (H.264 7.3.2.1.1, H.265 7.3.2.2 and 7.3.3). */
const levelAt = { h264: 3, h265: 14 } as const;

/** The picture of a GOP that gets the contradiction. */
const contradictedPicture = 2;

/** Puts the parameter sets of one camera's pictures where the fault wants them. */
export class ParameterSetsSpoiler {
  #last: readonly Uint8Array[] = [];
  #sinceRandomAccess = 0;

  /** The NAL units of the next picture as they are sent. */
  spoil(
    form: ParameterSetsFault['form'],
    nalUnits: readonly Uint8Array[],
    picture: { readonly codec: PictureCodec; readonly randomAccess: boolean },
  ): readonly Uint8Array[] {
    const { codec, randomAccess } = picture;
    const isSet = (nalUnit: Uint8Array): boolean => isParameterSet(nalUnit, codec);
    if (randomAccess) {
      this.#last = nalUnits.filter(isSet);
    }
    this.#sinceRandomAccess = randomAccess ? 0 : this.#sinceRandomAccess + 1;
    switch (form) {
      case 'missing':
        return nalUnits.filter((nalUnit) => !isSet(nalUnit));
      case 'repeated':
        return nalUnits.flatMap((nalUnit) =>
          isSet(nalUnit) ? [nalUnit, nalUnit, nalUnit] : [nalUnit],
        );
      case 'late': {
        const others = nalUnits.filter((nalUnit) => !isSet(nalUnit));
        return this.#sinceRandomAccess === 1 ? behindFirst(others, this.#last) : others;
      }
      case 'contradictory':
        return this.#sinceRandomAccess === contradictedPicture
          ? behindFirst(
              nalUnits,
              this.#last.map((set) => withOtherLevel(set, codec)),
            )
          : nalUnits;
    }
  }
}

/** Whether a NAL unit is an SPS or PPS, of H.265 also a VPS. */
export function isParameterSet(nalUnit: Uint8Array, codec: PictureCodec): boolean {
  const type = nalType(nalUnit, codec);
  return codec === 'h265'
    ? type === h265Vps || type === h265Sps || type === h265Pps
    : type === h264Sps || type === h264Pps;
}

function nalType(nalUnit: Uint8Array, codec: PictureCodec): number {
  const first = nalUnit[0] ?? 0;
  return codec === 'h265' ? (first >> 1) & 0x3f : first & 0x1f;
}

/** Behind the access unit delimiter, which is first. */
function behindFirst(
  nalUnits: readonly Uint8Array[],
  added: readonly Uint8Array[],
): readonly Uint8Array[] {
  return [...nalUnits.slice(0, 1), ...added, ...nalUnits.slice(1)];
}

/** The level one tenth higher in an SPS; other sets stay. */
function withOtherLevel(nalUnit: Uint8Array, codec: PictureCodec): Uint8Array {
  const isSps = nalType(nalUnit, codec) === (codec === 'h265' ? h265Sps : h264Sps);
  if (!isSps || codec === 'jpeg') {
    return nalUnit;
  }
  const rbsp = removeEmulationPrevention(nalUnit).slice();
  const at = levelAt[codec];
  rbsp[at] = (rbsp[at] ?? 0) + 1;
  return insertEmulationPrevention(rbsp);
}
