import type { PtzMove } from '@casement/contract';
import { hasLeft, pinchZoom, type ScreenPoint, stickMove } from './joystick.js';
import { moveOf } from './move.js';

/** Mouse buttons, pens and fingers on the picture. */
export type PicturePointers = {
  /** In the order in which they came; never more than two count. */
  readonly down: readonly HeldPointer[];
  /** How far full speed is, in pixels. */
  readonly reach: number;
  /** It was more than a click: it moved, or there was a second finger. */
  readonly moved: boolean;
};

type HeldPointer = {
  readonly id: number;
  readonly began: ScreenPoint;
  readonly beganMs: number;
  readonly now: ScreenPoint;
};

export const noPointers: PicturePointers = { down: [], reach: 0, moved: false };

/** What is held longer, in milliseconds, was no click, even if it did not move. */
const longestClickMs = 500;
/** A third finger is a palm. */
const maxPointers = 2;

export function withPointerDown(
  pointers: PicturePointers,
  { id, at, atMs, reach }: { id: number; at: ScreenPoint; atMs: number; reach: number },
): PicturePointers {
  const others = pointers.down.filter((one) => one.id !== id);
  if (others.length >= maxPointers) {
    return pointers;
  }
  // With the second finger the first begins anew: their distance counts from here.
  const down = [
    ...others.map((one) => ({ ...one, began: one.now })),
    { id, began: at, beganMs: atMs, now: at },
  ];
  return { down, reach, moved: others.length > 0 };
}

export function withPointerMove(
  pointers: PicturePointers,
  id: number,
  at: ScreenPoint,
): PicturePointers {
  if (!pointers.down.some((one) => one.id === id)) {
    return pointers;
  }
  const down = pointers.down.map((one) => (one.id === id ? { ...one, now: at } : one));
  const [first] = down;
  const moved = pointers.moved || (first !== undefined && hasLeft(wayOf(first), pointers.reach));
  return { ...pointers, down, moved };
}

/** After two fingers the one that stays does nothing: nobody lifts both at once. */
export function withPointerUp(
  pointers: PicturePointers,
  id: number,
  atMs: number,
): { readonly pointers: PicturePointers; readonly clicked: ScreenPoint | null } {
  const gone = pointers.down.find((one) => one.id === id);
  if (!gone) {
    return { pointers, clicked: null };
  }
  const isClick =
    pointers.down.length === 1 && !pointers.moved && atMs - gone.beganMs <= longestClickMs;
  return { pointers: noPointers, clicked: isClick ? gone.now : null };
}

/** One pointer is a stick, two are a pinch. */
export function moveOfPointers({ down, reach, moved }: PicturePointers): PtzMove {
  const [first, second] = down;
  if (first && second) {
    const began = distance(first.began, second.began);
    return moveOf({ zoom: pinchZoom(began, distance(first.now, second.now)) });
  }
  return moveOf(first && moved ? stickMove(wayOf(first), reach) : {});
}

/** A stick from where it was pressed to where it is, in pixels of the window. */
export type DrawnStick = {
  readonly from: ScreenPoint;
  readonly to: ScreenPoint;
  readonly reach: number;
};

/** The stick as it is drawn; null while there is none. */
export function stickOf({ down, reach }: PicturePointers): DrawnStick | null {
  const [first, second] = down;
  return first && !second ? { from: first.began, to: first.now, reach } : null;
}

function wayOf({ began, now }: HeldPointer): ScreenPoint {
  return { x: now.x - began.x, y: now.y - began.y };
}

function distance(one: ScreenPoint, other: ScreenPoint): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
