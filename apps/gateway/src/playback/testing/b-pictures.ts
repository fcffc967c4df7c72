import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { h264Syntax, h265Syntax, joinAnnexB, splitAnnexB } from '@casement/media';
import type { RecordedPicture } from '@casement/protocol';

const folder = join(import.meta.dirname, '../../../../../libs/media/src/fixtures');

/** Places at which libx264 shows the 12 pictures of its GOPs, in decoding order (two B pictures in a row). */
export const h264Places = [0, 3, 1, 2, 6, 4, 5, 9, 7, 8, 11, 10];

/** Streams of libx264 and libx265 with B pictures, as bytes of access units in decoding order. */
export function bPictureStream(codec: 'h264' | 'h265'): Uint8Array[] {
  const syntax = codec === 'h264' ? h264Syntax : h265Syntax;
  const name = codec === 'h264' ? 'main-b-pictures.h264' : 'open-gop-b-pictures.h265';
  const units: Uint8Array[][] = [];
  let hasPicture = true;
  for (const unit of splitAnnexB(new Uint8Array(readFileSync(join(folder, name))))) {
    const type = syntax.nalUnitType(unit);
    const isVcl = syntax.isVclType(type);
    const begins = syntax.opensAccessUnit(type) || isVcl;
    if (hasPicture && begins) {
      units.push([]);
      hasPicture = false;
    }
    units.at(-1)?.push(unit);
    hasPicture ||= isVcl;
  }
  return units.map((unit) => joinAnnexB(unit));
}

/** Pictures as a recorder sends them: in decoding order, each with the time at which it is shown. */
export function recordedInOrder(
  pictures: readonly Uint8Array[],
  places: readonly number[],
  startMs: number,
  stepMs = 40,
): RecordedPicture[] {
  return pictures.map((data, index) => ({
    epochMs: startMs + (places[index] ?? index) * stepMs,
    data,
    gop: undefined,
    cameraInformation: [],
  }));
}
