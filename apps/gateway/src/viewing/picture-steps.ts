/** Heights, widths and qualities of pictures that are made for clients. */
const steps = {
  height: [180, 360, 540, 720, 1_080, 1_440, 2_160],
  width: [160, 320, 640, 960, 1_280, 1_920, 2_560, 3_840],
  quality: [40, 60, 80, 100],
} as const;

/**
 * The step that is not below what a client asks for: each value is a conversion of its own, and clients that want
 * nearly the same are to share one. `undefined` stays so.
 */
export function pictureStep(of: keyof typeof steps, asked: number | undefined): number | undefined {
  return asked === undefined
    ? undefined
    : (steps[of].find((step) => step >= asked) ?? steps[of].at(-1));
}
