/**
 * The two grey levels of the band's dots, and the quantiser that reaches them exactly.
 *
 * With QP 50 a step of a 4x4 block's Intra16x16 DC value is worth 13 grey levels: LevelScale(50 % 6) is
 * 13 * 16 = 208, shifted left by 50 / 6 - 6 = 2 (ITU-T H.264 8.5.10), and (832 f + 32) >> 6 = 13 f
 * (8.5.12). 16 steps apart, the levels of any pattern of dots are whole numbers after the 4x4 Hadamard
 * transform, so that nothing is ever rounded. And 128, the prediction of a first macroblock, lies in the middle.
 */
export const dotQp = 50;

/** Grey levels per step of a DC value at `dotQp`. */
export const greyPerStep = 13;

/** Steps between a dark and a lit dot. */
export const stepsPerDot = 16;

/** Luma of a dark dot: 128 - 8 * 13. */
export const darkLuma = 24;

/** Luma of a lit dot: 128 + 8 * 13. */
export const litLuma = 232;
