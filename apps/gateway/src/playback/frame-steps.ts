import type { Clock, Timer } from '../net/clock.js';
import { picturesByTime } from './gop-times.js';
import type { PlaybackDirection } from './playback-clock.js';
import type { PlaybackGroup } from './playback-group.js';
import type { RecorderDrive } from './recorder-drive.js';
import { behindGap, gapAround, gopAround, pictureBeside } from './track-window.js';
import type { GopSource } from './track-window.js';

/** What single steps are made with. */
export type FrameStepsOptions = {
  readonly clock: Clock;
  readonly group: PlaybackGroup;
  /** The GOPs by which the steps go. */
  readonly source: () => GopSource | undefined;
  readonly drive: Pick<RecorderDrive, 'stepped'>;
};

/** Who holds a key down is not to walk on for minutes. */
const maxWaiting = 32;
/** How long a command waits for its step, and how long the step itself is tried. */
const answerMs = 3_000;
const patienceMs = 30_000;

/** Steps to the next and previous picture, also into the GOP beside, which the recorder is asked for when it is needed. */
export class FrameSteps {
  readonly #options: FrameStepsOptions;
  #direction: PlaybackDirection = 1;
  #waiting = 0;
  #untilMs = 0;
  #isPulling = false;
  #done: (() => void)[] = [];
  #timer: Timer | undefined;

  constructor(options: FrameStepsOptions) {
    this.#options = options;
  }

  /** In which direction a picture is missing for a step; 0: in none. */
  get direction(): PlaybackDirection | 0 {
    return this.#isPulling && this.#waiting > 0 ? this.#direction : 0;
  }

  /** One picture on or back; resolves when it is on screen, or after 3 s, when it will be as soon as it comes. */
  async step(direction: PlaybackDirection): Promise<void> {
    if (direction !== this.#direction) {
      this.cancel();
    }
    this.#direction = direction;
    this.#waiting = Math.min(maxWaiting, this.#waiting + 1);
    this.#untilMs = this.#options.clock.nowMs() + patienceMs;
    this.walk();
    if (this.#waiting === 0) {
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = this.#options.clock.after(answerMs, resolve);
      this.#done.push(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  /** Takes the steps that can be taken. */
  walk(): void {
    while (this.#waiting > 0) {
      if (this.#options.clock.nowMs() > this.#untilMs) {
        this.cancel();
        return;
      }
      const toMs = this.#target();
      if (toMs === undefined) {
        this.#wait();
        return;
      }
      this.#take(toMs);
    }
    this.#settle();
  }

  /** Steps that were not taken yet are not. */
  cancel(): void {
    this.#waiting = 0;
    this.#settle();
  }

  #take(toMs: number): void {
    const { group, drive } = this.#options;
    const shownMs = group.positionMs;
    // To get the GOP beside, the recorder was told already.
    const isTold = this.#isPulling;
    this.#waiting -= 1;
    this.#isPulling = false;
    group.stepTo(toMs);
    if (!isTold) {
      drive.stepped(this.#direction, shownMs);
    }
  }

  #target(): number | undefined {
    const source = this.#options.source();
    const { positionMs } = this.#options.group;
    if (!source) {
      return undefined;
    }
    const beside = pictureBeside(source, positionMs, this.#direction);
    if (beside && 'timeMs' in beside) {
      return beside.timeMs;
    }
    const edge = beside?.beside;
    const beyondMs = edge ? (this.#direction === 1 ? edge.endMs : edge.startMs - 1) : positionMs;
    const gap = gapAround(source, beyondMs);
    const other = gap && gopAround(source, behindGap(gap, this.#direction));
    const shown = other ? picturesByTime(other).filter(({ show }) => show) : [];
    return (this.#direction === 1 ? shown[0] : shown.at(-1))?.timeMs;
  }

  #wait(): void {
    if (!this.#isPulling) {
      this.#isPulling = true;
      this.#timer?.cancel();
      this.#timer = this.#options.clock.after(patienceMs, () => this.walk());
      this.#options.drive.stepped(this.#direction, this.#options.group.positionMs);
    }
  }

  #settle(): void {
    this.#isPulling = false;
    this.#timer?.cancel();
    for (const done of this.#done.splice(0)) {
      done();
    }
  }
}
