import type { GopCache } from './gop-cache.js';
import type { KnownGap } from './gop-shelf.js';
import type { PlaybackDirection } from './playback-clock.js';
import type { KeptGop } from './playback-output.js';
import type { CursorPlace, GopSpan, RecorderCursor } from './recorder-cursor.js';
import type { RecordingSightings } from './recording-sightings.js';
import { shorterThanItSays } from './playback-words.js';
import { gapAround, gopBeside } from './track-window.js';
import type { GopSource } from './track-window.js';

/** What a camera's recording is remembered with. */
export type TrackRecordingOptions = {
  readonly recorder: string;
  readonly camera: number;
  readonly cache: GopCache;
  readonly log: RecordingSightings;
};

/** A recording with more of them is of no use anyway. */
const maxHoles = 64;

/** As many as are looked at ahead of the clock. */
const maxParts = 32;

/** A longer silence behind what came of a damaged GOP is a hole. */
const partTailMs = 2_000;

/** What a playback knows of the recording of one camera: the shared cache, and what only it has seen or holds on to. */
export class TrackRecording {
  readonly #options: TrackRecordingOptions;
  #held: readonly KeptGop[] = [];
  #holes: readonly KnownGap[] = [];
  /** What came of damaged GOPs: not for everybody, and asked for again after the next seek. */
  #parts: readonly KeptGop[] = [];
  /** A GOP that is of no use, by the start of the good one from which it was come to. */
  #skipped: (GopSpan & { readonly goodMs: number }) | undefined;
  #back: { readonly ofMs: number; readonly jumpMs: number } | undefined;

  constructor(options: TrackRecordingOptions) {
    this.#options = options;
  }

  /** Where its GOPs are found. */
  get source(): GopSource {
    return { ...this.#options, held: [...this.#held, ...this.#parts], holes: this.#holes };
  }

  /** The GOP on screen, or the last one that was. */
  get shown(): KeptGop | undefined {
    return this.#held[0];
  }

  /** These are in use: they are held on to, whatever the cache does. */
  hold(gops: readonly KeptGop[]): void {
    for (const { startMs } of gops) {
      if (![...this.#held, ...this.#parts].some((held) => held.startMs === startMs)) {
        this.#options.cache.countHit();
      }
    }
    this.#held = gops;
  }

  /** After a seek, what could not be shown is tried once more. */
  reset(): void {
    const isPart = ({ startMs }: KeptGop): boolean =>
      this.#parts.some((part) => part.startMs === startMs);
    this.#held = this.#held.filter((gop) => !isPart(gop));
    this.#holes = [];
    this.#parts = [];
    this.#skipped = undefined;
    this.#back = undefined;
  }

  /** Where the recording goes on behind this GOP when the recorder's clock was put back there. */
  backBehind({ startMs }: Pick<KeptGop, 'startMs'>): number | undefined {
    return this.#back?.ofMs === startMs ? this.#back.jumpMs : undefined;
  }

  beside(gop: KeptGop, direction: PlaybackDirection): boolean {
    return gopBeside(this.source, gop, direction) !== undefined;
  }

  /** Whether it is known what lies beside this GOP: its neighbour, or that there is nothing to show. */
  isSettled(gop: KeptGop, direction: PlaybackDirection): boolean {
    const beyondMs = direction === 1 ? gop.endMs : gop.startMs - 1;
    return this.beside(gop, direction) || gapAround(this.source, beyondMs) !== undefined;
  }

  /** What the recorder has to have delivered last for the neighbour of this GOP to be next. */
  placeBeside({ startMs, endMs }: KeptGop): GopSpan {
    const of = this.#skipped?.goodMs === startMs ? this.#skipped : { startMs, endMs };
    return { startMs: of.startMs, endMs: of.endMs };
  }

  /** The GOP that is meant by such a place. */
  goodAt(startMs: number): KeptGop | undefined {
    return this.find(this.#skipped?.startMs === startMs ? this.#skipped.goodMs : startMs);
  }

  find(startMs: number): KeptGop | undefined {
    const { cache, recorder, camera } = this.#options;
    return (
      cache.startingAt(recorder, camera, startMs) ??
      this.source.held.find((gop) => gop.startMs === startMs)
    );
  }

  keep(gop: KeptGop): KeptGop {
    const { cache, log, recorder, camera } = this.#options;
    const kept = cache.put(gop);
    this.#parts = this.#parts.filter(({ startMs }) => startMs !== kept.startMs);
    log.saw(recorder, camera, kept.startMs, kept.endMs);
    this.#held = [...this.#held.map((held) => this.#newest(held)), kept];
    return kept;
  }

  /** Keeps what came of a GOP whose body ended too early, unless more of it is there already. */
  keepPart(gop: KeptGop): KeptGop {
    const known = this.find(gop.startMs);
    if (known && known.pictures.length >= gop.pictures.length) {
      return known;
    }
    const { log, recorder, camera } = this.#options;
    log.saw(recorder, camera, gop.startMs, gop.endMs);
    const others = this.#parts.filter(({ startMs }) => startMs !== gop.startMs);
    this.#parts = [...others, gop].slice(-maxParts);
    return gop;
  }

  /** A GOP came that is of no use. */
  skip(span: GopSpan, reason: string, place: CursorPlace): void {
    const hole = { fromMs: span.startMs, toMs: span.endMs, reason };
    this.#holes = [...this.#holes, hole].slice(-maxHoles);
    if (place.kind === 'at') {
      const { startMs } = place.span;
      const goodMs = this.#skipped?.startMs === startMs ? this.#skipped.goodMs : startMs;
      this.#skipped = { goodMs, ...span };
    }
  }

  /** The recorder delivered an earlier time behind a later one: from there on it is recorded twice, and this time counts. */
  putBack(beforeMs: number, startMs: number): void {
    const { cache, recorder, camera } = this.#options;
    cache.forget(recorder, camera, startMs, beforeMs);
    // What was delivered up to here is shown before the clock goes back.
    this.#held = this.#held.filter((gop) => gop.startMs <= beforeMs);
    this.#back = { ofMs: beforeMs, jumpMs: startMs };
  }

  /** Joins a GOP with the one that the recorder delivered before it. */
  link(gop: KeptGop, place: CursorPlace, { mode, direction }: RecorderCursor): void {
    if (place.kind !== 'at' || (mode !== 'play' && mode !== 'reverse' && mode !== 'step')) {
      return;
    }
    const other = this.goodAt(place.span.startMs);
    if (other && (gop.startMs - other.startMs) * direction > 0) {
      this.join(direction === 1 ? other : gop, direction === 1 ? gop : other);
    }
  }

  /** The one is next to the other, but for what is of no use in between. */
  join(before: KeptGop, after: KeptGop): void {
    const { cache, log, recorder, camera } = this.#options;
    const hole = this.#holes.findLast(
      ({ fromMs }) => before.startMs < fromMs && fromMs < after.startMs,
    );
    if (hole) {
      // Only this playback, and only until the next seek: something is recorded here.
      const whole = { ...hole, fromMs: before.endMs, toMs: after.startMs };
      this.#holes = this.#holes.map((known) => (known === hole ? whole : known));
      return;
    }
    if (this.#parts.some(({ startMs }) => startMs === before.startMs)) {
      this.#joinPart(before, after);
      return;
    }
    const gap = cache.link(before, after);
    if (gap) {
      log.sawGap(recorder, camera, gap.fromMs, gap.toMs);
    }
    this.#held = this.#held.map((gop) =>
      gop.startMs === before.startMs && !gap ? { ...gop, endMs: after.startMs } : this.#newest(gop),
    );
  }

  /** Nothing came of this span, and the recorder did not say that nothing is there: until the next seek. */
  noteHole(fromMs: number, toMs: number): void {
    this.#holes = [...this.#holes, { fromMs, toMs }].slice(-maxHoles);
  }

  noteGap(fromMs: number, toMs: number): void {
    const { cache, log, recorder, camera } = this.#options;
    cache.noteGap(recorder, camera, { fromMs, toMs });
    log.sawGap(recorder, camera, fromMs, toMs);
  }

  /** The pictures that are missing say nothing about gaps in the recording. */
  #joinPart(before: KeptGop, after: KeptGop): void {
    if (after.startMs - before.endMs > partTailMs) {
      const hole = { fromMs: before.endMs, toMs: after.startMs, reason: shorterThanItSays };
      this.#holes = [...this.#holes, hole].slice(-maxHoles);
      return;
    }
    const whole = { ...before, endMs: after.startMs };
    this.#parts = this.#parts.map((gop) => (gop.startMs === before.startMs ? whole : gop));
    this.#held = this.#held.map((gop) => (gop.startMs === before.startMs ? whole : gop));
  }

  /** Ends of GOPs become known later; the cache has the newest word, if it has any. */
  #newest(gop: KeptGop): KeptGop {
    return this.#options.cache.startingAt(gop.recorder, gop.camera, gop.startMs) ?? gop;
  }
}
