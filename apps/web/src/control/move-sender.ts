import type { PtzMove } from '@casement/contract';
import { isSameMove, isStopped, stopped } from './move.js';

/** A move that is held is said again this often, in milliseconds: the gateway stops a camera of which it hears nothing for a second. */
export const repeatMs = 400;

/** Changes while something moves are at least this far apart, in milliseconds; the newest counts. Begin and stop never wait. */
export const changeMs = 60;

/** While so many moves are not answered no more are sent: on a line that stands they would all arrive at once, too late. */
const maxUnanswered = 8;

export type MoveSenderOptions = {
  /** Sends one move. Answers null, or why not; never rejects. */
  readonly send: (move: PtzMove) => Promise<string | null>;
  /** A move was refused: nothing more is sent until everything was let go. */
  readonly onRefused: (words: string) => void;
  readonly nowMs: () => number;
  readonly setTimeout: (callback: () => void, delayMs: number) => number;
  readonly clearTimeout: (timer: number) => void;
};

/**
 * Tells the gateway what is wanted: at once when it changes, again and again while it is held, and one stop at the end,
 * which waits for nothing.
 */
export class MoveSender {
  readonly #options: MoveSenderOptions;
  #wanted: PtzMove = stopped;
  /** What the gateway heard last. */
  #sent: PtzMove = stopped;
  #sentMs = -Infinity;
  #unanswered = 0;
  /** Of this hold, from the first move to the stop. */
  #refused = false;
  /** Number of the hold that began last. */
  #hold = 0;
  /** Number of the hold of which a refusal was told last: once is enough. */
  #told = 0;
  #timer: number | undefined;

  constructor(options: MoveSenderOptions) {
    this.#options = options;
  }

  /** The camera may move because of what was sent. */
  get moving(): boolean {
    return !isStopped(this.#sent);
  }

  want(move: PtzMove): void {
    this.#wanted = move;
    if (isStopped(move)) {
      this.#stop();
    } else if (!this.#refused && !isSameMove(move, this.#sent)) {
      const waitMs = this.moving ? this.#sentMs + changeMs - this.#options.nowMs() : 0;
      if (waitMs <= 0) {
        this.#say();
      } else {
        this.#later(waitMs);
      }
    }
  }

  #stop(): void {
    this.#clear();
    this.#refused = false;
    if (this.moving) {
      this.#sent = stopped;
      void this.#options.send(stopped);
    }
  }

  #say(): void {
    this.#later(repeatMs);
    if (this.#unanswered >= maxUnanswered) {
      return;
    }
    this.#hold += this.moving ? 0 : 1;
    this.#sent = this.#wanted;
    this.#sentMs = this.#options.nowMs();
    this.#unanswered += 1;
    const hold = this.#hold;
    void this.#options.send(this.#wanted).then((refusal) => {
      this.#unanswered -= 1;
      if (refusal === null || hold !== this.#hold || hold === this.#told) {
        return;
      }
      this.#told = hold;
      // Who only tapped has let go already, and is told all the same.
      if (this.moving) {
        this.#refused = true;
        this.#clear();
      }
      this.#options.onRefused(refusal);
    });
  }

  #later(delayMs: number): void {
    this.#clear();
    this.#timer = this.#options.setTimeout(() => {
      this.#timer = undefined;
      this.#say();
    }, delayMs);
  }

  #clear(): void {
    if (this.#timer !== undefined) {
      this.#options.clearTimeout(this.#timer);
      this.#timer = undefined;
    }
  }
}
