/** The inputs of the models; a recorder counts the ones without a camera too. */
const inputSteps = [4, 9, 16, 24, 32, 64, 128];

/** How many cameras the recorder supports: the length of its list of connections and of a mask (B11). */
export function inputCount(cameras: ReadonlyMap<number, unknown>): number {
  const highest = Math.max(...cameras.keys());
  return inputSteps.find((count) => count >= highest) ?? highest;
}
