import type { MediaUnit } from '@casement/media';
import type { Clock, Timer } from '../../net/clock.js';
import { multipartBegin, partEnd, partHead } from './multipart-writer.js';

/** What an {@link MjpegViewer} needs of an HTTP answer. */
export type PictureSink = {
  /** @returns false when the network is slower than that: `drain` follows */
  write(data: string | Uint8Array): boolean;
  once(event: 'drain', listener: () => void): unknown;
  destroy(): void;
};

/** What an {@link MjpegViewer} is made of. */
export type MjpegViewerOptions = {
  readonly fps: number;
  readonly clock: Clock;
  /** A picture went out. */
  readonly onSent: (bytes: number) => void;
  /** A picture was left out because the client is too slow. */
  readonly onSkipped: () => void;
};

/** A client that takes nothing for so long is gone. */
const stalledMs = 30_000;

/** Pictures never come at exactly the same distance. */
const toleranceMs = 12;

/**
 * One client that is sent JPEG pictures. One picture is under way at most, and one waits, the newest: a slow client
 * sees fewer pictures, never old ones, and costs the memory of two.
 */
export class MjpegViewer {
  readonly #sink: PictureSink;
  readonly #options: MjpegViewerOptions;
  #isBegun = false;
  #isBusy = false;
  #waiting: MediaUnit | undefined;
  #lastMs = -Infinity;
  #stall: Timer | undefined;

  constructor(sink: PictureSink, options: MjpegViewerOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  /** A picture came; those above the frame rate are left out. */
  picture(unit: MediaUnit): void {
    if (unit.arrivalMs - this.#lastMs < 1000 / this.#options.fps - toleranceMs) {
      return;
    }
    this.#lastMs = unit.arrivalMs;
    if (!this.#isBusy) {
      this.#send(unit);
      return;
    }
    if (this.#waiting) {
      this.#options.onSkipped();
    }
    this.#waiting = unit;
  }

  /** The client has gone. */
  end(): void {
    this.#isBusy = true;
    this.#waiting = undefined;
    this.#stall?.cancel();
  }

  #send({ parts, arrivalMs }: MediaUnit): void {
    const { clock, onSent } = this.#options;
    const jpeg = parts[0] ?? new Uint8Array();
    const wallMs = clock.wallMs() - (clock.nowMs() - arrivalMs);
    const begin = this.#isBegun ? '' : multipartBegin;
    this.#isBegun = true;
    this.#sink.write(begin + partHead(jpeg.byteLength, wallMs));
    this.#sink.write(jpeg);
    const isTaken = this.#sink.write(partEnd);
    onSent(jpeg.byteLength);
    if (!isTaken) {
      this.#isBusy = true;
      this.#stall = clock.after(stalledMs, () => this.#sink.destroy());
      this.#sink.once('drain', () => this.#drained());
    }
  }

  #drained(): void {
    this.#stall?.cancel();
    this.#isBusy = false;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) {
      this.#send(waiting);
    }
  }
}
