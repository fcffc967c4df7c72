import type { Fmp4Fragment } from '../fmp4/fmp4-piece.js';
import { joinFragments } from '../fmp4/join-fragments.js';
import type { HlsPart } from './hls-segment.js';

/** Collects the fragments of one part. Its time is that of the leading track: pictures where there are any. */
export class GrowingPart {
  readonly #bytes: Uint8Array[] = [];
  #length = 0;
  #leading = 0;
  #startMs: number;
  #endMs: number;
  #isIndependent = false;

  /** @param startMs where the part before ended */
  constructor(startMs: number) {
    this.#startMs = startMs;
    this.#endMs = startMs;
  }

  /** Fragments of the leading track in it. */
  get leading(): number {
    return this.#leading;
  }

  get length(): number {
    return this.#length;
  }

  get startMs(): number {
    return this.#startMs;
  }

  /** Where its last leading fragment is expected to end. */
  get endMs(): number {
    return this.#endMs;
  }

  add(fragment: Fmp4Fragment, isLeading: boolean): void {
    this.#bytes.push(fragment.bytes);
    this.#length += fragment.bytes.length;
    if (!isLeading) {
      return;
    }
    if (this.#leading === 0) {
      this.#isIndependent = fragment.randomAccess;
    }
    this.#endMs = Math.max(this.#endMs, fragment.timeMs + fragment.durationMs);
    this.#leading += 1;
  }

  /** The part moves to the beginning of another segment. */
  restart(startMs: number): void {
    this.#startMs = startMs;
    this.#endMs = startMs;
  }

  /** The part up to `endMs`, which is after its start. */
  finish(endMs: number): HlsPart {
    return {
      durationMs: Math.max(1, endMs - this.#startMs),
      isIndependent: this.#isIndependent,
      bytes: joinFragments(this.#bytes),
    };
  }
}
