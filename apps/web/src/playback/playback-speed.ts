/** Speeds that the buttons go through, times real time. */
export const speeds = [0.25, 0.5, 1, 2, 4, 8, 16] as const;

/** The next speed up or down; at the end it stays. */
export function nextSpeed(speed: number, by: 1 | -1): number {
  const next = by === 1 ? speeds.find((one) => one > speed) : speeds.findLast((one) => one < speed);
  return next ?? (by === 1 ? 16 : 0.25);
}
