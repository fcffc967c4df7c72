import type { ClockState } from './clock-follower.js';
import { type Pace, type PictureRef, timeOf } from './picture-walk.js';

/** Pictures that are late by up to this are shown all the same, one after the other; in milliseconds of real time. */
export const catchUpMs = 500;

/** At such a rate there is no time to catch up with many. */
const hurriedCatchUpMs = 100;

/** Above this many pictures in a second, catching up takes too long. */
const hurriedPerSecond = 45;

/** Forward at normal speed, a browser that is behind by more leaves out the rest of a GOP; in milliseconds of real time. */
export const longestBehindMs = 1_000;

/** Where the clock is when a picture's turn comes. In reverse that is when it leaves the one before. */
export function dueTime(shown: PictureRef, next: PictureRef, direction: 1 | -1): number {
  if (direction === 1) {
    return timeOf(next);
  }
  return next.gop === shown.gop ? timeOf(shown) : Math.min(timeOf(shown), next.gop.endMs);
}

/** Whether the clock has come to a time. */
export function isPast(positionMs: number, dueMs: number, direction: 1 | -1): boolean {
  return direction === 1 ? positionMs >= dueMs : positionMs < dueMs;
}

/** Forward, at up to normal speed: there a browser that decodes too slowly is told of, and leaves pictures out. */
export function isNormal({ running, direction, speed }: ClockState): boolean {
  return running && direction === 1 && speed <= 1;
}

/** How late a picture is, in milliseconds of real time. */
export function lagOf(
  ref: PictureRef,
  { clock, positionMs }: { readonly clock: ClockState; readonly positionMs: number },
): number {
  return ((positionMs - timeOf(ref)) * clock.direction) / clock.speed;
}

/** By how much a picture may be late and is shown all the same, in milliseconds of real time. */
export function longestLag({ gop }: PictureRef, speed: number, { stride }: Pace): number {
  const perSecond = gop.intervalMs === null ? 0 : ((1000 / gop.intervalMs) * speed) / stride;
  return perSecond > hurriedPerSecond ? hurriedCatchUpMs : catchUpMs;
}
