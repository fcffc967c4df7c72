import { isStopped, moveOf } from './move.js';

/** A place or a way on the screen, in CSS pixels, to the right and downwards. */
export type ScreenPoint = { readonly x: number; readonly y: number };

/** The part of the way to full speed in which nothing moves yet: a hand is never quite still. */
export const deadZone = 0.08;

/** Above 1: slow near the middle, where a camera is aimed, and quick at the rim, where it is turned. */
const speedCurve = 1.7;

/** How far two fingers spread for full speed, as a power of two: to twice the distance, or to half of it. */
const fullPinch = 1;

/**
 * The speed at which a stick that is so far out moves a camera.
 *
 * @param deflection 0 in the middle, 1 at the rim
 * @returns 0 to 1; never falls as the deflection grows
 */
export function stickSpeed(deflection: number): number {
  const beyond = (Math.min(1, deflection) - deadZone) / (1 - deadZone);
  return beyond > 0 ? beyond ** speedCurve : 0;
}

/**
 * What a stick drawn on the picture asks for.
 *
 * @param way from where it was pressed to where it is, in pixels
 * @param reach how far full speed is, in pixels
 */
export function stickMove(way: ScreenPoint, reach: number): { pan: number; tilt: number } {
  const length = Math.hypot(way.x, way.y);
  const speed = reach > 0 ? stickSpeed(length / reach) : 0;
  const { pan, tilt } = moveOf(
    speed === 0 ? {} : { pan: (speed * way.x) / length, tilt: (-speed * way.y) / length },
  );
  return { pan, tilt };
}

/** Whether a stick has left its dead zone: what was pressed and not moved is a click. */
export function hasLeft(way: ScreenPoint, reach: number): boolean {
  return !isStopped(moveOf(stickMove(way, reach)));
}

/**
 * What two fingers ask for: spread zooms in, and the further the quicker.
 *
 * @param began their distance at first, in pixels
 * @param now their distance, in pixels
 */
export function pinchZoom(began: number, now: number): number {
  if (!(began > 0) || !(now > 0)) {
    return 0;
  }
  const spread = Math.log2(now / began) / fullPinch;
  return Math.sign(spread) * stickSpeed(Math.abs(spread));
}

/** Wheels tell lines or pages where they do not tell pixels. */
const pixelsOf: readonly number[] = [1, 40, 800];
/** One notch of a usual wheel, in pixels: half speed. */
const fullWheel = 200;
/** Even the smallest turn is worth a step of the camera. */
const slowestWheel = 0.2;

/** What a turn of the wheel asks for: away from the person zooms in. */
export function wheelZoom({ deltaY, deltaMode }: Pick<WheelEvent, 'deltaY' | 'deltaMode'>): number {
  const turned = (-deltaY * (pixelsOf[deltaMode] ?? 1)) / fullWheel;
  return turned === 0
    ? 0
    : Math.sign(turned) * Math.min(1, Math.max(slowestWheel, Math.abs(turned)));
}
