import { concatBytes } from '@casement/bytes';
import type { HlsInit, HlsPart, HlsSegment } from './hls-segment.js';

/** What is known of a segment when it begins. */
export type SegmentStart = Pick<
  HlsSegment,
  'sequence' | 'isDiscontinuous' | 'isIndependent' | 'wallMs'
> & { readonly init: HlsInit; readonly startMs: number };

/** The segment that is being collected, out of complete parts. */
export class GrowingSegment {
  readonly start: SegmentStart;
  readonly #parts: HlsPart[] = [];
  #durationMs = 0;

  constructor(start: SegmentStart) {
    this.start = start;
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
      ...this.start,
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
    return { ...this.start, parts, durationMs: Math.max(1, endMs - this.start.startMs), bytes };
  }
}
