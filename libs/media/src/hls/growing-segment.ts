import { concatBytes } from '@casement/bytes';
import type { HlsInit, HlsPart, HlsSegment } from './hls-segment.js';

/** What is known of a segment when it begins. */
export type SegmentStart = Pick<HlsSegment, 'sequence' | 'isDiscontinuous' | 'isIndependent'> & {
  readonly init: HlsInit;
  readonly startMs: number;
};

/** The segment that is being collected, out of complete parts. */
export class GrowingSegment {
  readonly start: SegmentStart;
  readonly #wallOf: (timeMs: number) => number;
  readonly #parts: HlsPart[] = [];
  #wallMs: number | undefined;
  #durationMs = 0;

  /** @param wallOf what time it was; asked once, as late as possible, since that is known better later */
  constructor(start: SegmentStart, wallOf: (timeMs: number) => number) {
    this.start = start;
    this.#wallOf = wallOf;
  }

  get parts(): readonly HlsPart[] {
    return this.#parts;
  }

  /** Of its parts. */
  get durationMs(): number {
    return this.#durationMs;
  }

  add(part: HlsPart): void {
    this.#parts.push(part);
    this.#durationMs += part.durationMs;
  }

  /** What there is of it now. */
  snapshot(): HlsSegment {
    return {
      ...this.#described(),
      parts: [...this.#parts],
      durationMs: this.#durationMs,
      bytes: undefined,
    };
  }

  /** The whole segment, its parts as views of it. @param endMs where the next one begins */
  finish(endMs: number): HlsSegment {
    const bytes = concatBytes(this.#parts.map((part) => part.bytes));
    let at = 0;
    const parts = this.#parts.map((part) => {
      const from = at;
      at += part.bytes.length;
      return { ...part, bytes: bytes.subarray(from, at) };
    });
    return {
      ...this.#described(),
      parts,
      durationMs: Math.max(1, endMs - this.start.startMs),
      bytes,
    };
  }

  #described(): SegmentStart & { readonly wallMs: number } {
    this.#wallMs ??= this.#wallOf(this.start.startMs);
    return { ...this.start, wallMs: this.#wallMs };
  }
}
