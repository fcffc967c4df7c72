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
    if (before?.generation !== state.generation && state.running) {
      this.#land(state);
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

  /** The clock runs on from elsewhere: the picture there comes first. */
  #land({ direction, speed }: ClockState): void {
    const place = this.#window.at(this.#positionMs());
    const isNear =
      place !== undefined && this.#sent !== undefined && isSameGop(place.gop, this.#sent.gop);
    if (!isNear || direction === -1 || speed > maxWholeSpeed) {
      return;
    }
    if (timeOf(this.#sent ?? place) > timeOf(place)) {
      this.#sent = undefined;
    }
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
      this.#skip(direction, speed);
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
  #skip(direction: 1 | -1, speed: number): void {
    const wanted = this.#window.at(this.#positionMs());
    if (this.#sent === undefined && wanted !== undefined) {
      this.#send({ gop: wanted.gop, index: 0 }, this.#options.clock.nowMs());
    }
    let from = this.#sent && timeOf(this.#sent);
    if (from === undefined) {
      return;
    }
    if (wanted !== undefined && (wanted.gop.startMs - from) * direction > 0) {
      // What was passed meanwhile is left out.
      from = wanted.gop.startMs - direction;
    }
    const earliestMs = (this.#outMs + leastStepMs - this.#options.clock.nowMs()) * speed;
    const leastMs = this.#positionMs() + direction * (earliestMs - slackMs);
    let next = this.#window.keyBeside(from, direction);
    while (next !== undefined && (timeOf(next) - leastMs) * direction < 0) {
      next = this.#window.keyBeside(timeOf(next), direction);
    }
    if (next === undefined) {
      return;
    }
    const inMs = this.#dueInMs(timeOf(next));
    if (inMs > slackMs) {
      this.#wait(inMs);
      return;
    }
    this.#send(next, this.#options.clock.nowMs() + inMs);
    this.#skip(direction, speed);
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
