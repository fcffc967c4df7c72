import type { HeldGop } from './held-gop.js';
import {
  everyPicture,
  indexOf,
  type Pace,
  type PictureRef,
  type PictureWalk,
} from './picture-walk.js';

/** What is known when the next pictures to decode are chosen. */
export type PlanView = {
  /** The picture that is needed first. */
  readonly focus: PictureRef;
  readonly running: boolean;
  readonly direction: 1 | -1;
  readonly pace: Pace;
  /** How many decoded pictures may be held. */
  readonly capacity: number;
};

/** What the decoder is to do. */
export type DecodeAim = {
  readonly gop: HeldGop;
  /** Indexes in decoding order of the pictures that are wanted and missing. */
  readonly indexes: readonly number[];
  /** Nothing behind these pictures is wanted of the GOP soon: the decoder gives what it holds back. */
  readonly flush: boolean;
  /** The picture that is needed first is among them. */
  readonly urgent: boolean;
};

/** While the clock runs, pictures of so many GOPs are decoded ahead, the one that is shown included... */
const gopsAhead = 3;

/** ...and at least so many pictures, because some GOPs are short and of some only one picture is shown. */
const fewestAhead = 8;

/** While the clock stands, so many pictures on both sides are made ready for steps. */
const readyForSteps = 10;

/** More are made ready when one of so many is missing. */
const missedByStep = 8;

/** The pictures that should be decoded, the most urgent first, no more than may be held. */
export function wantedPictures(
  walk: PictureWalk,
  { focus, running, direction, pace, capacity }: PlanView,
): readonly PictureRef[] {
  const wanted = [focus];
  if (running) {
    let gops = 1;
    let last = focus;
    while (wanted.length < capacity) {
      const next = walk.next(last, direction, pace);
      gops += next?.gop === last.gop ? 0 : 1;
      if (next === undefined || (gops > gopsAhead && wanted.length >= fewestAhead)) {
        break;
      }
      wanted.push(next);
      last = next;
    }
    return wanted;
  }
  const each = Math.min(readyForSteps, Math.floor((capacity - 1) / 2));
  let [ahead, behind]: (PictureRef | undefined)[] = [focus, focus];
  for (let step = 0; step < each; step += 1) {
    ahead = ahead && walk.next(ahead, 1, everyPicture);
    behind = behind && walk.next(behind, -1, everyPicture);
    wanted.push(...[ahead, behind].filter((ref) => ref !== undefined));
  }
  return wanted;
}

/**
 * What to decode next; undefined: nothing, or not yet. A GOP is decoded from its key picture on, so in reverse the decoder
 * waits until there is room for many of its pictures: one at a time would decode the same GOP again and again.
 */
export function decodeAim(
  wanted: readonly PictureRef[],
  has: (ref: PictureRef) => boolean,
  view: PlanView,
): DecodeAim | undefined {
  const missing = wanted.findIndex((ref) => !has(ref));
  const first = wanted[missing];
  if (first === undefined || (!view.running && missing > missedByStep)) {
    return undefined;
  }
  const ofGop = wanted.filter((ref) => ref.gop === first.gop);
  const indexes = ofGop.filter((ref) => !has(ref)).map(indexOf);
  const urgent = missing === 0;
  if (view.running && view.direction === -1 && !urgent) {
    const needed = first.gop.order.length / view.pace.stride;
    if (indexes.length < Math.min(needed, view.capacity / 2) && !view.pace.keysOnly) {
      return undefined;
    }
  }
  const last = Math.max(...indexes);
  const isAtEnd = last === first.gop.pictures.length - 1 || wanted.at(-1)?.gop !== first.gop;
  const goesOn = view.running && view.direction === 1 && !view.pace.keysOnly;
  return { gop: first.gop, indexes, flush: isAtEnd || !goesOn, urgent };
}
