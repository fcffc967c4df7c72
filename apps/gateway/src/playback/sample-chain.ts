import type { PlaybackDirection } from './playback-clock.js';
import type { KeptGop } from './playback-output.js';

/** So many samples are kept ready ahead of the clock. */
const aheadSamples = 2;
const maxSamples = 8;

/** The GOPs of FF or REW in the order of travel: each stands until the clock comes to the next one. */
export class SampleChain {
  #samples: KeptGop[] = [];

  clear(): void {
    this.#samples = [];
  }

  get isEmpty(): boolean {
    return this.#samples.length === 0;
  }

  /** The GOP on screen as the samples begin. */
  begin(gop: KeptGop): void {
    if (this.isEmpty) {
      this.#samples = [gop];
    }
  }

  /** Adds a sample; false when it is not further on than the last one. */
  add(gop: KeptGop, direction: PlaybackDirection): boolean {
    const last = this.#samples.at(-1);
    if (last && (gop.startMs - last.startMs) * direction <= 0) {
      return false;
    }
    this.#samples = [...this.#samples, { ...gop, alone: true }].slice(-maxSamples);
    return true;
  }

  /** The sample on screen. */
  at(positionMs: number, direction: PlaybackDirection): KeptGop | undefined {
    return this.#samples.findLast((gop) => isReached(gop, positionMs, direction));
  }

  /** The sample on screen and those ahead. */
  from(positionMs: number, direction: PlaybackDirection): readonly KeptGop[] {
    const at = this.#samples.findLastIndex((gop) => isReached(gop, positionMs, direction));
    return this.#samples.slice(Math.max(0, at));
  }

  /** How far the clock may go. */
  limit(direction: PlaybackDirection): number | undefined {
    const last = this.#samples.at(-1);
    return last && endOf(last, direction);
  }

  /** Whether it lasts for a while. */
  isEnough(positionMs: number, direction: PlaybackDirection): boolean {
    const ahead = this.#samples.filter((gop) => !isReached(gop, positionMs, direction));
    return ahead.length >= aheadSamples;
  }
}

function isReached(
  { startMs, endMs }: KeptGop,
  positionMs: number,
  direction: PlaybackDirection,
): boolean {
  return direction === 1 ? startMs <= positionMs : endMs >= positionMs;
}

function endOf({ startMs, endMs }: KeptGop, direction: PlaybackDirection): number {
  return direction === 1 ? endMs : startMs;
}
