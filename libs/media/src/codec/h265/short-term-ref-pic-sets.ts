import type { BitReader } from '@casement/bytes';

/** num_short_term_ref_pic_sets is at most 64 (7.4.3.2.1). */
const maxSets = 64;

/** A set names at most the 16 pictures of a decoded picture buffer. */
const maxPictures = 16;

/**
 * Passes over the st_ref_pic_set() structures of an SPS (ITU-T H.265 7.3.7). Each one may be told as a change of
 * the one before, so the number of pictures in each has to be followed.
 *
 * @returns false when they make no sense, so that what follows cannot be found
 * @throws {BytesError} when the bits end.
 */
export function skipShortTermRefPicSets(reader: BitReader): boolean {
  const count = reader.ue();
  if (count > maxSets) {
    return false;
  }
  let pictures = 0;
  for (let index = 0; index < count; index += 1) {
    const predicted = index > 0 && reader.bit() === 1;
    pictures = predicted ? readPredicted(reader, pictures) : readExplicit(reader);
    if (pictures > maxPictures) {
      return false;
    }
  }
  return true;
}

/** A set that is a change of the one before, which has `pictures` pictures; how many this one has. */
function readPredicted(reader: BitReader, pictures: number): number {
  reader.bit(); // delta_rps_sign
  reader.ue(); // abs_delta_rps_minus1
  let kept = 0;
  for (let at = 0; at <= pictures; at += 1) {
    const used = reader.bit() === 1; // used_by_curr_pic_flag
    const useDelta = used || reader.bit() === 1;
    kept += useDelta ? 1 : 0;
  }
  return kept;
}

function readExplicit(reader: BitReader): number {
  const pictures = reader.ue() + reader.ue(); // num_negative_pics, num_positive_pics
  if (pictures > maxPictures) {
    return pictures;
  }
  for (let at = 0; at < pictures; at += 1) {
    reader.ue(); // delta_poc_minus1
    reader.bit(); // used_by_curr_pic_flag
  }
  return pictures;
}
