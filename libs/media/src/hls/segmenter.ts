import { sameBytes } from '../codec/nal/same-bytes.js';
import type { Fmp4Fragment, Fmp4Init, Fmp4Piece } from '../fmp4/fmp4-piece.js';
import { GrowingPart } from './growing-part.js';
import { GrowingSegment } from './growing-segment.js';
import { initName } from './hls-segment.js';
import type { HlsInit, HlsSegment } from './hls-segment.js';
import { WallClock } from './wall-clock.js';

/** Told what became complete. */
export type SegmenterEvents = {
  /** The growing segment has one more part. */
  part(): void;
  segment(segment: HlsSegment): void;
};

/** What a segmenter dropped since it was made. */
export type SegmenterStatistics = {
  /** Fragments in front of the first random access unit, and behind a gap until the next one. */
  readonly droppedFragments: number;
};

/** RFC 8216bis wants parts of nearly the same length; pictures do not come to the millisecond. */
const partTolerance = 1.05;

/** Segments are cut at random access units, if they have at least this length: a second, nearly. */
const minSegmentMs = 900;

/** Whoever jumps farther than this is not continued: players stop at gaps. */
const maxGapMs = 2_000;

/** A part that is larger is closed at once: what one picture may have, and some more. */
const maxPartBytes = 8 * 1024 * 1024;

/**
 * Groups the fragments of a stream into parts and segments.
 *
 * Parts have about `partMs`: one is closed as soon as another picture of the same duration would not fit in, so
 * nothing waits for the next picture. Segments begin with a random access unit and have 0.9 s or more. When the
 * distance of random access units exceeds `maxSegmentMs`, segments are cut between two parts, and the next one does
 * not begin with a random access unit.
 */
export class Segmenter {
  readonly #partLimitMs: number;
  readonly #events: SegmenterEvents;
  /** The longest that a segment may be; the owner sets it when it has promised something. */
  maxSegmentMs: number;
  readonly #wall = new WallClock();
  #nextSequence: number | undefined;
  #init: HlsInit | undefined;
  #leadingTrack: Fmp4Fragment['track'] = 'video';
  #segment: GrowingSegment | undefined;
  #part: GrowingPart | undefined;
  #isDiscontinuous = false;
  /** Pictures come in another order than they are presented. */
  #reorders = false;
  #lastMs = 0;
  #longestPartMs: number;
  #droppedFragments = 0;

  constructor(
    options: {
      readonly partMs: number;
      readonly maxSegmentMs: number;
      readonly firstSequence: number | undefined;
    },
    events: SegmenterEvents,
  ) {
    this.#partLimitMs = options.partMs * partTolerance;
    this.#longestPartMs = this.#partLimitMs;
    this.maxSegmentMs = options.maxSegmentMs;
    this.#nextSequence = options.firstSequence;
    this.#events = events;
  }

  get statistics(): SegmenterStatistics {
    return { droppedFragments: this.#droppedFragments };
  }

  /** The segment that grows; `undefined` before the first one and behind a gap. */
  get growing(): GrowingSegment | undefined {
    return this.#segment;
  }

  /** The number of the growing segment, or of the next one; `undefined` before the first one. */
  get sequence(): number | undefined {
    return this.#segment?.start.sequence ?? this.#nextSequence;
  }

  /** What a new segment would need. */
  get init(): HlsInit | undefined {
    return this.#init;
  }

  /** No part is longer: the normal length, or that of a picture which is shown longer. */
  get longestPartMs(): number {
    return this.#longestPartMs;
  }

  /** Takes a piece. @param wallMs when it came, in milliseconds since 1970 */
  push(piece: Fmp4Piece, wallMs: number): void {
    if (piece.kind === 'init') {
      this.#take(piece, wallMs);
    } else if (piece.track === this.#leadingTrack) {
      this.#lead(piece, wallMs);
    } else {
      this.#accompany(piece);
    }
  }

  #take(init: Fmp4Init, wallMs: number): void {
    if (sameBytes(init.bytes, this.#init?.bytes)) {
      return;
    }
    this.#break();
    this.#nextSequence ??= firstSequence(wallMs);
    this.#init = { name: initName(this.#nextSequence), bytes: init.bytes };
    this.#leadingTrack = init.video === null ? 'audio' : 'video';
  }

  #accompany(fragment: Fmp4Fragment): void {
    if (this.#segment === undefined) {
      this.#droppedFragments += 1;
      return;
    }
    this.#part ??= new GrowingPart(this.#segment.start.startMs + this.#segment.durationMs);
    this.#part.add(fragment, false);
    this.#closeLargePart();
  }

  #lead(fragment: Fmp4Fragment, wallMs: number): void {
    const { timeMs, randomAccess } = fragment;
    if (this.#segment !== undefined && Math.abs(timeMs - this.#endMs()) > maxGapMs) {
      this.#break();
    }
    this.#wall.note(timeMs, wallMs);
    this.#reorders ||= this.#segment !== undefined && timeMs < this.#lastMs;
    this.#lastMs = timeMs;
    const elapsedMs = timeMs - (this.#segment?.start.startMs ?? timeMs);
    if (this.#segment === undefined || (randomAccess && elapsedMs >= minSegmentMs)) {
      if (!randomAccess || this.#init === undefined) {
        this.#droppedFragments += 1;
        return;
      }
      this.#finishSegment(timeMs);
      this.#beginSegment(this.#init, timeMs, true);
    } else {
      this.#makeRoom(fragment);
    }
    this.#add(fragment);
  }

  /** Ends the part, and the segment, into which a fragment does not fit any more. */
  #makeRoom({ timeMs, durationMs, randomAccess }: Fmp4Fragment): void {
    const part = this.#part;
    const endMs = timeMs + durationMs;
    if (part && part.leading > 0) {
      const isHalf =
        this.#leadingTrack === 'video' && timeMs - part.startMs >= this.#partLimitMs / 2;
      if (endMs - part.startMs > this.#partLimitMs || (randomAccess && isHalf)) {
        this.#finishPart(this.#reorders ? Math.min(timeMs, part.endMs) : timeMs);
      }
    }
    const segment = this.#segment;
    const isBetween = this.#part === undefined || this.#part.leading === 0;
    const partMs = Math.max(durationMs, this.#partLimitMs);
    if (segment && isBetween && timeMs + partMs - segment.start.startMs > this.maxSegmentMs) {
      this.#finishSegment(timeMs);
      this.#beginSegment(segment.start.init, timeMs, randomAccess);
    }
  }

  #add(fragment: Fmp4Fragment): void {
    const segment = this.#segment;
    if (segment === undefined) {
      return;
    }
    const part = (this.#part ??= new GrowingPart(segment.start.startMs + segment.durationMs));
    part.add(fragment, true);
    // Another one of the same duration would be too much.
    if (part.endMs + fragment.durationMs - part.startMs > this.#partLimitMs) {
      this.#finishPart(part.endMs);
    }
    this.#closeLargePart();
  }

  #closeLargePart(): void {
    const part = this.#part;
    if (part && part.length > maxPartBytes) {
      this.#finishPart(part.endMs);
    }
  }

  #finishPart(endMs: number): void {
    const part = this.#part?.finish(endMs);
    this.#part = undefined;
    if (part && this.#segment) {
      this.#longestPartMs = Math.max(this.#longestPartMs, part.durationMs);
      this.#segment.add(part);
      this.#events.part();
    }
  }

  #beginSegment(init: HlsInit, startMs: number, isIndependent: boolean): void {
    const sequence = this.#nextSequence ?? 0;
    const isDiscontinuous = this.#isDiscontinuous;
    this.#segment = new GrowingSegment(
      { sequence, init, isDiscontinuous, isIndependent, startMs },
      (timeMs) => this.#wall.of(timeMs),
    );
    this.#nextSequence = sequence + 1;
    this.#isDiscontinuous = false;
    this.#part?.restart(startMs);
  }

  /** @param endMs where the next one begins */
  #finishSegment(endMs: number): void {
    if (this.#part && this.#part.leading > 0) {
      this.#finishPart(endMs);
    }
    const segment = this.#segment;
    this.#segment = undefined;
    if (segment && segment.parts.length > 0) {
      this.#events.segment(segment.finish(endMs));
    }
  }

  /** Ends the segment where it is; what comes next has nothing to do with it. */
  #break(): void {
    if (this.#segment) {
      this.#finishSegment(this.#endMs());
      this.#isDiscontinuous = true;
    }
    this.#part = undefined;
    this.#wall.reset();
  }

  /** Where the last leading fragment is expected to end. */
  #endMs(): number {
    const segment = this.#segment;
    const segmentEndMs = segment ? segment.start.startMs + segment.durationMs : 0;
    return this.#part && this.#part.leading > 0 ? this.#part.endMs : segmentEndMs;
  }
}

/**
 * The first media sequence number grows with the time, faster than segments are made: a stream that is started
 * again never uses a name twice, so no cache has another one's segment. It fits into 31 bits until 2085.
 */
function firstSequence(wallMs: number): number {
  const beginMs = Date.UTC(2024, 0, 1);
  return Math.max(0, Math.floor((wallMs - beginMs) / minSegmentMs));
}
