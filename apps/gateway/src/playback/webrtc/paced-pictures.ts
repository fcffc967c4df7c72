import type { SharedRing } from '@casement/media';
import type { Clock, Timer } from '../../net/clock.js';
import type { ClockState, KeptGop } from '../playback-output.js';
import { GopWindow, isSameGop, isSamePicture, timeOf } from './gop-window.js';
import type { PicturePlace } from './gop-window.js';
import { PacedWriter } from './paced-writer.js';

/** Up to this speed every picture is sent; above it key pictures alone, which can be decoded without the others. */
const maxWholeSpeed = 2;
/** Key pictures are not sent faster than this, whatever the speed: some are left out evenly. */
const leastStepMs = 33;
/** Pictures of a burst in front of the wanted one are so far apart: a browser shows the wanted one at once. */
const burstStepMs = 1;
/** Conversions leave out what comes too soon behind another picture; the wanted one is not to be among that. */
const convertedGapMs = 250;
/** What fires a little early is on time. */
const slackMs = 1;
/** A clock that was set anew may be so far behind the picture that was sent, without having jumped. */
const jitterMs = 100;

/** The clock of the playback, and when it stood so. */
type Anchor = { readonly state: ClockState; readonly atMs: number };

/** What paced pictures are made for. */
export type PacedPicturesOptions = {
  readonly clock: Clock;
  /** Somebody converts them. */
  readonly isConverted: () => boolean;
};

/**
 * Recorded pictures in real time, for viewers that play them as if they were live: forward at their times, fast forward and
 * reverse by key pictures, and where the clock stands still exactly the picture that belongs there, with those it needs in one
 * burst in front of it.
 */
export class PacedPictures {
  readonly #options: PacedPicturesOptions;
  readonly #window = new GopWindow();
  #anchor: Anchor | undefined;
  #writer: PacedWriter | undefined;
  /** The picture that was sent last. */
  #sent: PicturePlace | undefined;
  /** When that is shown. */
  #outMs = Number.NEGATIVE_INFINITY;
  /** Whether a picture of where the clock jumped to was sent since. */
  #hasLanded = false;
  #timer: Timer | undefined;

  constructor(options: PacedPicturesOptions) {
    this.#options = options;
  }

  /** Pictures that were written into the ring of now. */
  get pictures(): number {
    return this.#writer?.pictures ?? 0;
  }

  /** From now on into this ring; `undefined`: nowhere. */
  use(ring: SharedRing | undefined): void {
    this.#writer = ring && new PacedWriter(ring);
    this.#sent = undefined;
    this.#hasLanded = false;
    this.#timer?.cancel();
    if (ring === undefined) {
      this.#window.clear();
      this.#anchor = undefined;
    }
  }

  /** How the clock stands now. */
  clockIs(state: ClockState): void {
    const before = this.#anchor?.state;
    this.#anchor = { state, atMs: this.#options.clock.nowMs() };
    if (before?.generation !== state.generation) {
      this.#hasLanded = false;
    }
    this.#go();
  }

  add(gop: KeptGop): void {
    this.#window.add(gop, this.#positionMs());
    this.#go();
  }

  /** Somebody has come who has not seen the picture that stands still. */
  repeat(): void {
    if (this.#anchor?.state.running === false) {
      this.#sent = undefined;
      this.#go();
    }
  }

  #positionMs(): number {
    if (this.#anchor === undefined) {
      return 0;
    }
    const { state, atMs } = this.#anchor;
    const passedMs = state.running ? this.#options.clock.nowMs() - atMs : 0;
    return state.positionMs + state.direction * state.speed * passedMs;
  }

  #go(): void {
    this.#timer?.cancel();
    if (this.#anchor === undefined || this.#writer === undefined) {
      return;
    }
    const { running, direction, speed } = this.#anchor.state;
    if (!running) {
      this.#stand();
    } else if (direction === 1 && speed <= maxWholeSpeed) {
      this.#forward();
    } else {
      this.#skip(direction);
    }
  }

  #stand(): void {
    const wanted = this.#window.at(this.#positionMs());
    if (wanted !== undefined && !isSamePicture(this.#sent, wanted)) {
      this.#burst(wanted);
    }
  }

  #forward(): void {
    const wanted = this.#window.at(this.#positionMs());
    if (wanted !== undefined && this.#isElsewhere(wanted)) {
      this.#burst(wanted);
    }
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const inMs = this.#dueInMs(timeOf(next));
      if (inMs > slackMs) {
        this.#wait(inMs);
        return;
      }
      this.#send(next, this.#options.clock.nowMs() + inMs);
    }
  }

  #next(): PicturePlace | undefined {
    return this.#sent && this.#window.next(this.#sent);
  }

  /** Whether the picture that belongs here cannot be come to by sending on. */
  #isElsewhere(wanted: PicturePlace): boolean {
    const sent = this.#sent;
    if (sent === undefined) {
      return true;
    }
    const aheadMs = timeOf(sent) - timeOf(wanted);
    if (aheadMs > 0) {
      return aheadMs > jitterMs;
    }
    return !isSameGop(sent.gop, wanted.gop) && sent.gop.endMs !== wanted.gop.startMs;
  }

  /** Key pictures, one after the other in the direction of travel. */
  #skip(direction: 1 | -1): void {
    if (!this.#hasLanded) {
      const wanted = this.#window.at(this.#positionMs());
      if (wanted === undefined) {
        return;
      }
      if (this.#sent === undefined || !isSameGop(this.#sent.gop, wanted.gop)) {
        this.#burst(wanted);
      }
      this.#hasLanded = true;
    }
    const from = this.#sent;
    if (from === undefined) {
      return;
    }
    const { due, ahead } = this.#keysBeyond(timeOf(from), direction);
    const nowMs = this.#options.clock.nowMs();
    const restMs = this.#outMs + leastStepMs - nowMs;
    if (due !== undefined && restMs <= slackMs) {
      this.#send(due, nowMs + Math.min(0, this.#dueInMs(timeOf(due))));
      this.#skip(direction);
    } else if (due !== undefined) {
      this.#wait(restMs);
    } else if (ahead !== undefined) {
      this.#wait(Math.max(restMs, this.#dueInMs(timeOf(ahead))));
    }
  }

  /** The last key picture that the clock has come to, and the first one that it has not. */
  #keysBeyond(
    timeMs: number,
    direction: 1 | -1,
  ): { due: PicturePlace | undefined; ahead: PicturePlace | undefined } {
    let due: PicturePlace | undefined;
    let ahead = this.#window.keyBeside(timeMs, direction);
    while (ahead !== undefined && this.#dueInMs(timeOf(ahead)) <= slackMs) {
      due = ahead;
      ahead = this.#window.keyBeside(timeOf(ahead), direction);
    }
    return { due, ahead };
  }

  #dueInMs(timeMs: number): number {
    const { direction = 1, speed = 1 } = this.#anchor?.state ?? {};
    return ((timeMs - this.#positionMs()) * direction) / speed;
  }

  #wait(ms: number): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(ms, () => this.#go());
  }

  /** Everything that is needed for a picture, so that this one is shown now and the others are not. */
  #burst(wanted: PicturePlace): void {
    const sent = this.#sent;
    const goesOn = sent && isSameGop(sent.gop, wanted.gop) && sent.index < wanted.index;
    const first = goesOn ? sent.index + 1 : 0;
    const before = wanted.index - first;
    const nowMs = this.#options.clock.nowMs();
    const gapMs = this.#options.isConverted() ? convertedGapMs : burstStepMs;
    const startMs = Math.max(this.#outMs + gapMs, nowMs - before * burstStepMs);
    for (let index = first; index < wanted.index; index += 1) {
      this.#send({ gop: wanted.gop, index }, startMs + (index - first) * burstStepMs);
    }
    const lastMs = before > 0 ? this.#outMs + gapMs : startMs;
    this.#send(wanted, Math.max(nowMs, lastMs));
  }

  #send(place: PicturePlace, outMs: number): void {
    const { gop, index } = place;
    const picture = gop.pictures[index];
    if (picture === undefined || this.#writer === undefined) {
      return;
    }
    const sent = this.#sent;
    const follows =
      sent !== undefined &&
      (isSameGop(sent.gop, gop)
        ? sent.index + 1 === index
        : index === 0 && sent.gop.endMs === gop.startMs && !gop.alone);
    this.#outMs = Math.max(outMs, this.#outMs + burstStepMs);
    this.#sent = place;
    this.#writer.write({
      codec: gop.codec,
      picture,
      outMs: this.#outMs,
      nowMs: this.#options.clock.nowMs(),
      isJump: !follows,
    });
  }
}
