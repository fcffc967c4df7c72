import type { PlaybackDirection } from './playback-clock.js';
import type { RecorderPlayCommand } from './recorder-playback.js';

/** PAUSE is sent when nothing else follows: a command sent now would delay a seek by 3 s. */
const pauseAfterMs = 1_000;

/** What the recorder is to be told of a clock that stands: the pause a little later, single steps when they are taken. */
export class Standstill {
  #frame: RecorderPlayCommand | undefined;
  #pauseDueMs: number | undefined;

  /** When PAUSE is due, on the monotonic clock. */
  get pauseDueMs(): number | undefined {
    return this.#pauseDueMs;
  }

  /** The clock was stopped. */
  paused(nowMs: number): void {
    this.#pauseDueMs = nowMs + pauseAfterMs;
  }

  /** One picture further; the newest step stands for those before. */
  stepped(direction: PlaybackDirection, shownMs: number): void {
    this.#pauseDueMs = undefined;
    this.#frame = { command: direction === 1 ? 'next-frame' : 'previous-frame', shownMs };
  }

  /** The step that the recorder was not told yet; it counts as told. */
  takeStep(): RecorderPlayCommand | undefined {
    const frame = this.#frame;
    this.#frame = undefined;
    return frame;
  }

  /** The pause counts as told. */
  takePause(): void {
    this.#pauseDueMs = undefined;
  }

  /** The clock was put elsewhere. */
  clear(): void {
    this.#frame = undefined;
    this.#pauseDueMs = undefined;
  }
}
