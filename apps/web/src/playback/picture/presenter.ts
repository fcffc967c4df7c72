import type { ClockState } from './clock-follower.js';
import {
  catchUpMs,
  dueTime,
  isNormal,
  isPast,
  lagOf,
  longestBehindMs,
  longestLag,
} from './picture-lag.js';
import {
  compareRefs,
  indexOf,
  isSame,
  type Pace,
  type PictureRef,
  type PictureWalk,
  timeOf,
} from './picture-walk.js';

/** What is to be done with the screen. */
export type Presentation =
  /** Another picture. `lagMs`: how late it is, in real time. */
  | { readonly kind: 'show'; readonly ref: PictureRef; readonly lagMs: number }
  /** Nothing is recorded here. */
  | { readonly kind: 'blank' }
  /** The right picture is not there. `since` decides between a hiccup and a wait, which is not the presenter's. */
  | { readonly kind: 'waiting' }
  /** It is right as it is. */
  | { readonly kind: 'nothing' };

/** What is known when a picture is chosen. */
export type PresentView = {
  readonly clock: ClockState;
  readonly positionMs: number;
  /** The gateway says that nothing is recorded at the position. */
  readonly gap: boolean;
  readonly pace: Pace;
};

/** The part of the shelf that is looked at. */
export type DecodedPictures = {
  has(ref: PictureRef): boolean;
  refs(): Iterable<PictureRef>;
};

/** Nobody sees that a picture is late by less, in milliseconds. */
const unseenLagMs = 100;

/**
 * Decides which picture is shown: while the clock stands, the one with the largest time at or before it; while it runs, one
 * picture after the other, late ones too, and never one twice. What is too late is left out and counted.
 */
export class Presenter {
  readonly #walk: PictureWalk;
  readonly #decoded: DecodedPictures;
  #generation: number | undefined;
  #shown: PictureRef | undefined;
  /** The screen was blanked after `#shown`. */
  #blank = true;
  /** The first picture after a jump, until it is shown. */
  #landing: PictureRef | undefined;
  #jumped = true;
  #focus: PictureRef | undefined;
  /** The rest of a GOP is left out: it goes on here, as soon as this is decoded. */
  #resume: PictureRef | undefined;
  #behindMs = 0;
  #skipped = 0;

  constructor(walk: PictureWalk, decoded: DecodedPictures) {
    this.#walk = walk;
    this.#decoded = decoded;
  }

  /** Pictures that were left out because they were too late. */
  get skipped(): number {
    return this.#skipped;
  }

  /** The picture that is needed first. */
  get focus(): PictureRef | undefined {
    return this.#focus;
  }

  /** Pictures before the focus are given up, also those that are being decoded. */
  get leavesOut(): boolean {
    return this.#resume !== undefined;
  }

  /** How late the picture is that should be shown next, forward at up to normal speed; in milliseconds, 0: it is not. */
  get behindMs(): number {
    return this.#behindMs;
  }

  /** The picture that was shown last. */
  get shown(): PictureRef | undefined {
    return this.#shown;
  }

  /** Called for every tick. What it returns is to be done: it counts as shown. */
  step(view: PresentView): Presentation {
    if (view.clock.generation !== this.#generation) {
      this.#generation = view.clock.generation;
      this.#jumped = true;
      this.#landing = undefined;
    }
    if (this.#shown !== undefined) {
      this.#shown = this.#walk.now(this.#shown);
    }
    const target = this.#walk.at(view.positionMs);
    this.#behindMs = 0;
    if (!isNormal(view.clock) || this.#jumped) {
      this.#resume = undefined;
    }
    if (!view.clock.running) {
      this.#landing = undefined;
      this.#jumped = false;
      return this.#stand(target, view);
    }
    return this.#jumped || this.#shown === undefined
      ? this.#land(target, view)
      : this.#run(this.#shown, target, view);
  }

  #stand(target: PictureRef | undefined, view: PresentView): Presentation {
    this.#focus = target;
    if (view.gap || target === undefined) {
      return this.#absent(view);
    }
    return isSame(target, this.#shown) && !this.#blank
      ? { kind: 'nothing' }
      : this.#showOrWait(target, 0);
  }

  /** The first picture after a jump: the one of the moment of the jump, even when decoding took a while. */
  #land(target: PictureRef | undefined, view: PresentView): Presentation {
    this.#landing = this.#landing && this.#walk.now(this.#landing);
    this.#landing ??= target;
    if (this.#landing === undefined) {
      this.#focus = undefined;
      return this.#absent(view);
    }
    if (isSame(this.#landing, this.#shown) && !this.#blank) {
      this.#jumped = false;
      this.#landing = undefined;
      return { kind: 'nothing' };
    }
    const lagMs = lagOf(this.#landing, view);
    if (lagMs > catchUpMs && target !== undefined && !this.#decoded.has(this.#landing)) {
      this.#landing = target;
    }
    this.#focus = this.#landing;
    const presentation = this.#showOrWait(this.#landing, lagOf(this.#landing, view));
    if (presentation.kind === 'show') {
      this.#jumped = false;
      this.#landing = undefined;
    }
    return presentation;
  }

  #run(shown: PictureRef, target: PictureRef | undefined, view: PresentView): Presentation {
    const { clock, positionMs, pace } = view;
    const next = this.#walk.next(shown, clock.direction, pace);
    this.#focus = next;
    const dueMs = next && dueTime(shown, next, clock.direction);
    if (next === undefined || dueMs === undefined || !isPast(positionMs, dueMs, clock.direction)) {
      return target === undefined ? this.#absent(view) : { kind: 'nothing' };
    }
    const lagMs = ((positionMs - dueMs) * clock.direction) / clock.speed;
    this.#behindMs = isNormal(clock) ? lagMs : 0;
    const resume = this.#resume && this.#walk.now(this.#resume);
    if (resume !== undefined && !resume.gop.lost.has(indexOf(resume))) {
      return this.#goOnWith(resume, shown, view);
    }
    this.#resume = undefined;
    if (lagMs <= longestLag(next, clock.speed, pace)) {
      return this.#decoded.has(next) || lagMs > unseenLagMs
        ? this.#showOrWait(next, lagMs)
        : { kind: 'nothing' };
    }
    return this.#skip(shown, next, target, view);
  }

  /** Not with a later one while this one is decoded: a slow decoder would never give any. */
  #goOnWith(resume: PictureRef, shown: PictureRef, view: PresentView): Presentation {
    this.#resume = resume;
    this.#focus = resume;
    if (!this.#decoded.has(resume)) {
      return { kind: 'waiting' };
    }
    this.#resume = undefined;
    this.#skipped += this.#walk.between(shown, resume);
    return this.#show(resume, lagOf(resume, view));
  }

  /** Where to go on when the clock is in a later GOP already and decoding what lies between would take too long. */
  #keyAhead(target: PictureRef | undefined, next: PictureRef): PictureRef | undefined {
    const key = target && this.#walk.first(target.gop);
    return this.#behindMs > longestBehindMs && key && compareRefs(key, next) > 0 ? key : undefined;
  }

  /** Goes to the newest picture that is decoded, and has what belongs to the position decoded next. */
  #skip(
    shown: PictureRef,
    next: PictureRef,
    target: PictureRef | undefined,
    view: PresentView,
  ): Presentation {
    const { clock, pace, positionMs } = view;
    const { direction } = clock;
    this.#focus = target ?? next;
    let best: PictureRef | undefined;
    for (const ref of this.#decoded.refs()) {
      const isBeyond = compareRefs(ref, shown) * direction > 0;
      const isDue = target
        ? compareRefs(ref, target) * direction <= 0
        : isPast(positionMs, timeOf(ref), direction);
      if (isBeyond && isDue && (!best || compareRefs(ref, best) * direction > 0)) {
        best = ref;
      }
    }
    const key = this.#keyAhead(target, next);
    if (key !== undefined && (best === undefined || compareRefs(best, key) < 0)) {
      return this.#goOnWith(key, shown, view);
    }
    if (best === undefined) {
      return { kind: 'waiting' };
    }
    const stride = pace.keysOnly ? 1 : pace.stride;
    this.#skipped += Math.floor(this.#walk.between(shown, best) / stride);
    const dueMs = timeOf(best);
    return this.#show(best, ((positionMs - dueMs) * direction) / clock.speed);
  }

  #absent({ gap }: PresentView): Presentation {
    if (!gap) {
      return { kind: 'waiting' };
    }
    if (this.#blank) {
      return { kind: 'nothing' };
    }
    this.#blank = true;
    return { kind: 'blank' };
  }

  #showOrWait(ref: PictureRef, lagMs: number): Presentation {
    return this.#decoded.has(ref) ? this.#show(ref, lagMs) : { kind: 'waiting' };
  }

  #show(ref: PictureRef, lagMs: number): Presentation {
    this.#shown = ref;
    this.#blank = false;
    return { kind: 'show', ref, lagMs: Math.max(0, lagMs) };
  }
}
