import type { Sps } from './sps.js';

/**
 * Whether pictures may be shown in another order than they are decoded (B pictures), as far as the SPS
 * tells.
 *
 * - `none`: it cannot happen.
 * - `declared`: the stream announces it.
 * - `unknown`: the SPS is silent; only the pictures themselves can tell.
 */
export type PictureReordering = 'none' | 'declared' | 'unknown';

const baselineProfile = 66;

/** High, High 10, High 4:2:2, High 4:4:4 predictive, CAVLC 4:4:4: intra when constraint_set3_flag is set. */
const profilesWithIntraVariant = new Set([100, 110, 122, 244, 44]);

const constraintSet3 = 0x10;

/** Reads the reordering from the SPS (ITU-T H.264 annex A.2 and E.2.1, max_num_reorder_frames). */
export function pictureReordering(sps: Sps): PictureReordering {
  if (sps.maxNumReorderFrames !== undefined) {
    return sps.maxNumReorderFrames === 0 ? 'none' : 'declared';
  }
  const intraOnly =
    profilesWithIntraVariant.has(sps.profileIdc) && (sps.constraintFlags & constraintSet3) !== 0;
  return intraOnly || sps.profileIdc === baselineProfile || sps.picOrderCntType === 2
    ? 'none'
    : 'unknown';
}
