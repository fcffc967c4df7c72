/** Where a camera that can move looks, and through which lens. */
export type PtzView = {
  /** Degrees to the right of its home direction. */
  readonly pan: number;
  /** Degrees above the horizon. */
  readonly tilt: number;
  /** 1: the whole angle of view; 2: half of it. */
  readonly zoom: number;
  /** Steps away from the sharp picture: negative is near, positive far. */
  readonly focus: number;
  /** Steps away from the right exposure: negative is darker. */
  readonly iris: number;
  /** Bit k - 1 is one while AUX k is open. */
  readonly aux: number;
};

/** What a view may be, both ends included. */
export type PtzLimits = {
  readonly [Key in keyof PtzView]: readonly [low: number, high: number];
};

/** Ends of travel of every simulated camera that moves, and what the strips can show. */
export const ptzLimits: PtzLimits = {
  pan: [-170, 170],
  tilt: [-40, 30],
  zoom: [1, 20],
  focus: [-10, 10],
  iris: [-8, 8],
  aux: [0, 255],
};

/** Degrees from the left to the right edge of the picture at zoom 1. */
export const widestDegrees = 60;

/** Straight ahead, wide, sharp. */
export const restingView: PtzView = { pan: 0, tilt: -4, zoom: 1, focus: 0, iris: 0, aux: 0 };

/** A value within limits. */
export function clampTo([low, high]: readonly [number, number], value: number): number {
  return Math.min(high, Math.max(low, value));
}

/** Whether two views make the same picture. */
export function sameView(one: PtzView, other: PtzView): boolean {
  return (Object.keys(ptzLimits) as (keyof PtzView)[]).every((key) => one[key] === other[key]);
}
