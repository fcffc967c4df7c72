import {
  MediaError,
  h264NalUnitTypes,
  h264Syntax,
  h265NalUnitType,
  h265NalUnitTypes,
  h265Syntax,
  nalUnitType,
  parseH265PictureStart,
  parseH265Pps,
  parseH265Sps,
  parseSliceHeader,
  parseSps,
  pictureReordering,
  splitAnnexB,
} from '@casement/media';
import type { RecordedCodec, RecordedPicture } from '@casement/protocol';

/** A decoded picture buffer never holds more (ITU-T H.264 A.3.1, H.265 A.4.2). */
const maxDpbPictures = 16;

/**
 * Whether pictures whose times do not ascend are B pictures: decoded in the order in which they came, shown in the order of
 * their times. The bitstream has to say so. H.264: the SPS allows it, and what comes late are B slices, not later than
 * announced (E.2.1), nor in front of the IDR picture. H.265, whose encoders write B slices for everything: the picture order counts are those of the times
 * (8.3.1). Never throws: what cannot be read is not in order.
 *
 * @param pictures from a key picture on, which has its parameter sets in front of it
 */
export function isDisplayOrder(
  codec: RecordedCodec,
  pictures: readonly RecordedPicture[],
): boolean {
  try {
    switch (codec) {
      case 'jpeg':
        return false;
      case 'h264':
        return isH264Order(pictures);
      case 'h265':
        return isH265Order(pictures);
    }
  } catch (error) {
    if (error instanceof MediaError) {
      return false;
    }
    throw error;
  }
}

function isH264Order(pictures: readonly RecordedPicture[]): boolean {
  const [key] = pictures;
  const units = splitAnnexB(key?.data ?? new Uint8Array());
  const set = units.find((unit) => nalUnitType(unit) === h264NalUnitTypes.sps);
  const sps = set && parseSps(set);
  if (key === undefined || sps === undefined || pictureReordering(sps) === 'none') {
    return false;
  }
  const depth = Math.min(sps.maxNumReorderFrames ?? maxDpbPictures, maxDpbPictures);
  return pictures.every(({ epochMs, data }, index) => {
    const overtaken = pictures.slice(0, index).filter((before) => before.epochMs > epochMs).length;
    const isBehindKey = epochMs >= key.epochMs;
    return overtaken === 0 || (isBehindKey && overtaken <= depth && isBPicture(data));
  });
}

function isBPicture(data: Uint8Array): boolean {
  const slices = splitAnnexB(data).filter((unit) => h264Syntax.isVclType(nalUnitType(unit)));
  // A part without motion may be coded as an I slice all the same.
  return slices.some((slice) => parseSliceHeader(slice).sliceType === 'B');
}

function isH265Order(pictures: readonly RecordedPicture[]): boolean {
  const units = splitAnnexB(pictures[0]?.data ?? new Uint8Array());
  const setOf = (type: number): Uint8Array | undefined =>
    units.find((unit) => h265NalUnitType(unit) === type);
  const [spsUnit, ppsUnit] = [setOf(h265NalUnitTypes.sps), setOf(h265NalUnitTypes.pps)];
  if (spsUnit === undefined || ppsUnit === undefined) {
    return false;
  }
  const [sps, pps] = [parseH265Sps(spsUnit), parseH265Pps(ppsUnit)];
  const counts = new CountUnwrapper(2 ** sps.picOrderCntBits);
  const counted = pictures.map(({ epochMs, data }) => {
    const slice = splitAnnexB(data).find((unit) => h265Syntax.isVclType(h265NalUnitType(unit)));
    const lsb = slice && parseH265PictureStart(slice, pps, sps).picOrderCntLsb;
    return { epochMs, hasSlice: slice !== undefined, count: counts.next(lsb) };
  });
  const shown = counted.toSorted((a, b) => a.count - b.count);
  return (
    sps.maxNumReorderPics > 0 &&
    shown.every(
      ({ epochMs, hasSlice }, index) => hasSlice && epochMs >= (shown[index - 1]?.epochMs ?? 0),
    )
  );
}

/** Picture order counts from their lower bits; each IDR picture begins behind all that were before it. */
class CountUnwrapper {
  readonly #circle: number;
  #last = 0;
  #highest = -1;

  constructor(circle: number) {
    this.#circle = circle;
  }

  next(lsb: number | undefined): number {
    if (lsb === undefined) {
      // A whole circle further: what follows it counts from here, and may be shown in front of it.
      this.#last = this.#highest < 0 ? 0 : this.#nextCircle();
    } else {
      const ahead = (((lsb - this.#last) % this.#circle) + this.#circle) % this.#circle;
      this.#last += ahead < this.#circle / 2 ? ahead : ahead - this.#circle;
    }
    this.#highest = Math.max(this.#highest, this.#last);
    return this.#last;
  }

  #nextCircle(): number {
    return (Math.floor(this.#highest / this.#circle) + 2) * this.#circle;
  }
}
