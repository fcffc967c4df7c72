import type { Fmp4Piece } from '../fmp4/fmp4-piece.js';
import { HlsError } from './hls-error.js';
import { partNumbers, refusalOf } from './hls-request.js';
import type { PartNumbers, PlaylistRequest, StreamPosition } from './hls-request.js';
import { partName } from './hls-segment.js';
import type { HlsSegment } from './hls-segment.js';
import { renderPlaylist } from './render-playlist.js';
import { SegmentWindow } from './segment-window.js';
import { Segmenter } from './segmenter.js';
import { WaitingList } from './waiting-list.js';

/** How a stream is packaged. */
export type HlsPackagerOptions = {
  /** Length of the parts. Default 200. */
  readonly partMs?: number | undefined;
  /** Stands behind each name in playlists, such as `?audio=0`. Default nothing. */
  readonly suffix?: string | undefined;
  /** Media sequence number of the first segment. Default: from the wall clock, so that names do not repeat. */
  readonly firstSequence?: number | undefined;
  /** How long the first playlist may take. Default 10,000. */
  readonly firstTimeoutMs?: number | undefined;
  /** Bytes of the segments that are kept. Default 64 MiB: 16 s at 32 Mbit/s. */
  readonly maxBytes?: number | undefined;
};

/** What a packager did since it was made, and has now. */
export type HlsPackagerStatistics = {
  readonly segments: number;
  readonly parts: number;
  /** Of the segments that are kept. */
  readonly bytes: number;
  /** Segments given up before their time because of the limit of bytes. */
  readonly earlyEvictions: number;
  readonly droppedFragments: number;
  readonly waiting: number;
};

const defaultPartMs = 200;
const defaultFirstTimeoutMs = 10_000;
const defaultMaxBytes = 64 * 1024 * 1024;

/** EXTINF rounded to whole seconds may not exceed the target duration (section 4.4.3.1). */
const roundingMs = 499;

const minTargetS = 2;

/** The longest that is promised: longer GOPs are cut between parts. */
const longTargetS = 4;

/** So many segments a reader may ask for, and what is enough instead: a beginning must not take longer. */
const maxFirstSegments = 3;
const firstMs = 9_000;

/** Section 6.2.5.2: a reader may wait for three target durations. */
const targetsToWait = 3;

/**
 * A live HLS stream with low-latency extensions (RFC 8216bis) out of the pieces of a muxer, in memory: playlists,
 * initialisation segments, segments and parts by their names. HTTP is the caller's.
 *
 * With the first segment the target duration is promised, and then kept: 2 s for the usual GOP of a second, up to 4 s
 * for longer ones. Where random access units are farther apart than that, segments are cut between two parts, and such
 * a segment does not begin with one.
 */
export class HlsPackager {
  readonly #options: HlsPackagerOptions;
  readonly #segmenter: Segmenter;
  readonly #window: SegmentWindow;
  readonly #waiting = new WaitingList();
  #targetS: number | undefined;
  #segments = 0;
  #parts = 0;
  #rendered: string | undefined;
  #closed: HlsError | undefined;

  constructor(options: HlsPackagerOptions = {}) {
    const { partMs = defaultPartMs, maxBytes = defaultMaxBytes, firstSequence } = options;
    this.#options = options;
    this.#window = new SegmentWindow(maxBytes);
    this.#segmenter = new Segmenter(
      { partMs, maxSegmentMs: longTargetS * 1_000 + roundingMs, firstSequence },
      {
        part: () => {
          this.#parts += 1;
        },
        segment: (segment) => this.#keep(segment),
      },
    );
  }

  get statistics(): HlsPackagerStatistics {
    return {
      segments: this.#segments,
      parts: this.#parts,
      bytes: this.#window.bytes,
      earlyEvictions: this.#window.earlyEvictions,
      droppedFragments: this.#segmenter.statistics.droppedFragments,
      waiting: this.#waiting.size,
    };
  }

  /** Takes what a muxer made. @param wallMs the time, in milliseconds since 1970 */
  push(piece: Fmp4Piece, wallMs: number): void {
    if (this.#closed) {
      return;
    }
    const before = this.#parts + this.#segments;
    this.#segmenter.push(piece, wallMs);
    if (this.#parts + this.#segments !== before) {
      this.#promise();
      this.#rendered = undefined;
      this.#waiting.news();
    }
  }

  /**
   * The playlist, as soon as it has what was asked for: blocking reload (section 6.2.5.2). Without a request, as soon
   * as there is something to play.
   *
   * @throws {HlsError} by rejection; its `status` is that of the answer.
   */
  playlist(request: PlaylistRequest = {}): Promise<string> {
    if (this.#closed) {
      return Promise.reject(this.#closed);
    }
    const { msn, part, segments, plain = false } = request;
    const refusal = refusalOf(request, this.#position());
    if (refusal) {
      return Promise.reject(refusal);
    }
    const { firstTimeoutMs = defaultFirstTimeoutMs } = this.#options;
    const isReady = () => this.#hasBegun(segments) && this.#has(msn, part);
    const reloadMs = (this.#targetS ?? longTargetS) * targetsToWait * 1_000;
    return this.#waiting.wait(
      () => (isReady() ? this.#playlist(plain) : undefined),
      this.#hasBegun(segments) ? reloadMs : firstTimeoutMs,
    );
  }

  /**
   * The bytes of what a playlist names; `undefined` for what is not there (any more). A part that is about to come is
   * answered when it is complete; with `undefined` when its segment ends without it.
   *
   * @throws {HlsError} by rejection, when the part does not come in time or the stream ends.
   */
  resource(name: string): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    const growing = this.#segmenter.growing;
    const held = this.#window.find(name, growing, this.#segmenter.init);
    const wanted = held === undefined ? partNumbers(name) : undefined;
    if (wanted === undefined || this.#closed || !this.#isNext(wanted)) {
      return held;
    }
    const timeoutMs = (this.#targetS ?? longTargetS) * targetsToWait * 1_000;
    return this.#waiting
      .wait(() => this.#awaited(name, wanted), timeoutMs)
      .then(({ bytes }) => bytes);
  }

  /** Ends the stream: whoever waits is refused with the reason, and so is who asks later. Idempotent. */
  close(reason: string): void {
    this.#closed ??= new HlsError('closed', reason);
    this.#waiting.fail(this.#closed);
    this.#window.clear();
  }

  #keep(segment: HlsSegment): void {
    this.#segments += 1;
    this.#window.add(segment, this.#targetS ?? minTargetS);
  }

  /** Promises a target duration as soon as it can be said, and holds the segmenter to it. */
  #promise(): void {
    const [first] = this.#window.listed;
    if (this.#targetS !== undefined || first === undefined) {
      return;
    }
    this.#targetS = Math.max(minTargetS, Math.ceil((first.durationMs - roundingMs) / 1_000));
    this.#segmenter.maxSegmentMs = this.#targetS * 1_000 + roundingMs;
  }

  #position(): StreamPosition | undefined {
    const { sequence, growing, longestPartMs } = this.#segmenter;
    return sequence === undefined
      ? undefined
      : { sequence, parts: growing?.parts.length ?? 0, longestPartMs };
  }

  /** Whether there is enough for a first playlist. */
  #hasBegun(segments = 1): boolean {
    const { listed } = this.#window;
    const listedMs = listed.reduce((sum, { durationMs }) => sum + durationMs, 0);
    const growingMs = this.#segmenter.growing?.durationMs ?? 0;
    const enough = Math.max(1, Math.min(segments, maxFirstSegments));
    return listed.length >= enough || (listed.length > 0 && listedMs + growingMs >= firstMs);
  }

  /** Whether the playlist has a segment, or a part or what follows it. */
  #has(msn: number | undefined, part: number | undefined): boolean {
    const { sequence, growing } = this.#segmenter;
    if (this.#targetS === undefined || sequence === undefined) {
      return false;
    }
    if (msn === undefined) {
      return true;
    }
    const parts = growing?.parts.length ?? 0;
    if (msn >= sequence) {
      return msn === sequence && part !== undefined && part < parts;
    }
    const isPast = part === undefined || msn < sequence - 1;
    // A part behind the end of a segment is the first one of the next (section 6.2.5.2).
    return isPast || part < (this.#window.listed.at(-1)?.parts.length ?? 0) || parts > 0;
  }

  #playlist(plain: boolean): string {
    if (plain) {
      return this.#render([], undefined);
    }
    const { growing } = this.#segmenter;
    const hasParts = growing !== undefined && growing.parts.length > 0;
    this.#rendered ??= this.#render(hasParts ? [growing.snapshot()] : [], this.#hint());
    return this.#rendered;
  }

  /** @param growing the segment that is not complete, if it is listed */
  #render(growing: readonly HlsSegment[], hint: string | undefined): string {
    return renderPlaylist({
      targetDurationS: this.#targetS ?? minTargetS,
      partTargetMs: this.#segmenter.longestPartMs,
      segments: [...this.#window.listed, ...growing],
      discontinuitySequence: this.#window.discontinuitySequence,
      hint,
      suffix: this.#options.suffix ?? '',
    });
  }

  /** The part that comes next: the first one of the next segment when this one is as long as the last one was. */
  #hint(): string {
    const { sequence = 0, growing, longestPartMs } = this.#segmenter;
    const last = this.#window.listed.at(-1);
    const isFull =
      growing !== undefined &&
      last !== undefined &&
      growing.durationMs > last.durationMs - longestPartMs / 8;
    return isFull ? partName(sequence + 1, 0) : partName(sequence, growing?.parts.length ?? 0);
  }

  /** Whether a part may come next: the one behind the newest, or the first one of the next segment. */
  #isNext({ msn, part }: PartNumbers): boolean {
    const { sequence, growing } = this.#segmenter;
    const parts = growing?.parts.length ?? 0;
    return (msn === sequence && part === parts) || (msn - 1 === sequence && part === 0);
  }

  /** A part that was waited for, or that it will never come. */
  #awaited(
    name: string,
    wanted: PartNumbers,
  ): { readonly bytes: Uint8Array | undefined } | undefined {
    const bytes = this.#window.find(name, this.#segmenter.growing, this.#segmenter.init);
    return bytes !== undefined || !this.#isNext(wanted) ? { bytes } : undefined;
  }
}
