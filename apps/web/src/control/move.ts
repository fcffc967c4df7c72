import type { PtzMove } from '@casement/contract';

/** Nothing moves. */
export const stopped: PtzMove = { pan: 0, tilt: 0, zoom: 0 };

/** What differs by less than this is the same speed: cameras know 16 steps, the finer ones 256. */
const finestStep = 1 / 64;

export function isStopped({ pan, tilt, zoom }: PtzMove): boolean {
  return pan === 0 && tilt === 0 && zoom === 0;
}

export function isSameMove(one: PtzMove, other: PtzMove): boolean {
  return one.pan === other.pan && one.tilt === other.tilt && one.zoom === other.zoom;
}

/** A move of which only some parts are wanted, within what the contract allows and in steps that a camera can tell apart. */
export function moveOf(parts: Partial<PtzMove>): PtzMove {
  return {
    pan: stepped(parts.pan ?? 0),
    tilt: stepped(parts.tilt ?? 0),
    zoom: stepped(parts.zoom ?? 0),
  };
}

/** -1 to 1; what is no number is 0: nothing may move because of it. */
function stepped(speed: number): number {
  if (!Number.isFinite(speed)) {
    return 0;
  }
  const within = Math.max(-1, Math.min(1, speed));
  // `+ 0`: there is no minus zero.
  return Math.round(within / finestStep) * finestStep + 0;
}

const directions = [
  [0, 1, 'up'],
  [1, 1, 'up and right'],
  [1, 0, 'right'],
  [1, -1, 'down and right'],
  [0, -1, 'down'],
  [-1, -1, 'down and left'],
  [-1, 0, 'left'],
  [-1, 1, 'up and left'],
] as const;

/** The eight directions of the ring, clockwise from above, with their words. */
export const ringDirections: readonly {
  readonly pan: number;
  readonly tilt: number;
  readonly words: string;
}[] = directions.map(([pan, tilt, words]) => ({ pan, tilt, words }));

/** Which way a move goes, in words: "up and right, zooming in"; "standing still" for none. */
export function moveWords({ pan, tilt, zoom }: PtzMove): string {
  const across = ringDirections.find(
    (one) => one.pan === Math.sign(pan) && one.tilt === Math.sign(tilt),
  )?.words;
  const along = zoom === 0 ? undefined : zoom > 0 ? 'zooming in' : 'zooming out';
  const words = [across, along].filter((part) => part !== undefined);
  return words.length > 0 ? words.join(', ') : 'standing still';
}
