import type { GrowingSegment } from './growing-segment.js';
import { initName, partName, segmentName } from './hls-segment.js';
import type { HlsInit, HlsPart, HlsSegment } from './hls-segment.js';

/** Segments in a playlist. Fewer, if they are long: what is longer ago than 12 s is nothing live. */
const maxListed = 6;
const minListed = 3;
const listedMs = 12_000;

/** A playlist has at least three target durations (RFC 8216bis section 6.2.2). */
const minTargets = 3;

/** Segments that are kept although no playlist has them any more: readers may still have an older playlist. */
const maxRetired = 3;

/** The segments of a stream that can be fetched, and those of them that playlists list. */
export class SegmentWindow {
  readonly #maxBytes: number;
  /** From the oldest to the newest. */
  readonly #listed: HlsSegment[] = [];
  readonly #retired: HlsSegment[] = [];
  #bytes = 0;
  #discontinuitySequence = 0;
  #earlyEvictions = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Those that playlists list, from the oldest to the newest. */
  get listed(): readonly HlsSegment[] {
    return this.#listed;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get discontinuitySequence(): number {
    return this.#discontinuitySequence;
  }

  get earlyEvictions(): number {
    return this.#earlyEvictions;
  }

  /** Adds a complete segment and lets go of old ones. */
  add(segment: HlsSegment, targetDurationS: number): void {
    this.#listed.push(segment);
    this.#bytes += sizeOf(segment);
    while (this.#isLong(targetDurationS)) {
      this.#retireOldest();
    }
    while (this.#retired.length > maxRetired) {
      this.#evictOldest();
    }
    while (this.#bytes > this.#maxBytes && this.#listed.length > 1) {
      this.#earlyEvictions += 1;
      if (this.#retired.length === 0) {
        this.#retireOldest();
      }
      this.#evictOldest();
    }
  }

  /** The bytes of a name, among what is kept and what grows. */
  find(
    name: string,
    growing: GrowingSegment | undefined,
    init: HlsInit | undefined,
  ): Uint8Array | undefined {
    const [, kind, sequenceText, partText] =
      /^(init|seg|part)-(\d{1,15})(?:\.(\d{1,9}))?\.(?:m4s|mp4)$/.exec(name) ?? [];
    const sequence = Number(sequenceText);
    const segments = [...this.#retired, ...this.#listed];
    if (kind === 'init') {
      const used = [init, growing?.start.init, ...segments.map((segment) => segment.init)];
      return name === initName(sequence)
        ? used.find((one) => one?.name === name)?.bytes
        : undefined;
    }
    const segment = segments.find((one) => one.sequence === sequence);
    if (kind === 'seg') {
      return name === segmentName(sequence) ? segment?.bytes : undefined;
    }
    const part = Number(partText);
    const isGrowing = growing?.start.sequence === sequence;
    const parts: readonly HlsPart[] = (isGrowing ? growing.parts : segment?.parts) ?? [];
    return name === partName(sequence, part) ? parts[part]?.bytes : undefined;
  }

  clear(): void {
    this.#listed.length = 0;
    this.#retired.length = 0;
    this.#bytes = 0;
  }

  #isLong(targetDurationS: number): boolean {
    const [oldest] = this.#listed;
    const totalMs = this.#listed.reduce((sum, { durationMs }) => sum + durationMs, 0);
    const restMs = totalMs - (oldest?.durationMs ?? 0);
    const count = this.#listed.length;
    const neededMs = targetDurationS * minTargets * 1_000;
    return restMs >= neededMs && (count > maxListed || (count > minListed && restMs >= listedMs));
  }

  #retireOldest(): void {
    const oldest = this.#listed.shift();
    if (oldest) {
      this.#retired.push(oldest);
      this.#discontinuitySequence += oldest.isDiscontinuous ? 1 : 0;
    }
  }

  #evictOldest(): void {
    const oldest = this.#retired.shift();
    this.#bytes -= oldest ? sizeOf(oldest) : 0;
  }
}

function sizeOf({ bytes }: HlsSegment): number {
  return bytes?.length ?? 0;
}
