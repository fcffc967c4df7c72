import type { PictureSource } from '../live/camera-source.js';
import { gopAt } from './recorded-gop.js';
import type { RecordedGop } from './recorded-gop.js';
import type { RecordedSpan } from './recorded-spans.js';

/** What the recordings of a camera are made of. */
export type RecordedTimelineOptions = {
  /** In the order of time, without overlap. */
  readonly spans: readonly RecordedSpan[];
  readonly main: PictureSource;
  /** Shown in the spans that want it; without it they show `main`. */
  readonly other: PictureSource | undefined;
  /** The first moment of the recorder's clock that cannot be played yet. */
  readonly limitMs: () => number;
};

/** Everything that is recorded of a camera: knows each GOP of several weeks and holds none of them. */
export class RecordedTimeline {
  readonly #options: RecordedTimelineOptions;
  #spans: readonly RecordedSpan[];

  constructor(options: RecordedTimelineOptions) {
    this.#options = options;
    this.#spans = options.spans;
  }

  /** What can be played now, in the order of time, pieces that touch made one. */
  get recorded(): readonly { readonly fromMs: number; readonly toMs: number }[] {
    const result: { fromMs: number; toMs: number }[] = [];
    for (const { fromMs, toMs } of this.#playable()) {
      const last = result.at(-1);
      if (last?.toMs === fromMs) {
        last.toMs = toMs;
      } else {
        result.push({ fromMs, toMs });
      }
    }
    return result;
  }

  /** The GOP that contains a moment; `undefined` in a gap. */
  at(ms: number): RecordedGop | undefined {
    const span = this.#playable().find(({ fromMs, toMs }) => ms >= fromMs && ms < toMs);
    return span && gopAt(this.#sourceOf(span), ms);
  }

  /** The first GOP that begins at a moment or later. */
  firstFrom(ms: number): RecordedGop | undefined {
    const span = this.#playable().find(({ toMs }) => toMs > ms);
    if (span === undefined) {
      return undefined;
    }
    const gop = gopAt(this.#sourceOf(span), Math.max(ms, span.fromMs));
    return gop.startMs >= ms ? gop : this.firstFrom(gop.endMs);
  }

  /** The last GOP that ends at a moment or earlier. */
  lastUpTo(ms: number): RecordedGop | undefined {
    const span = this.#playable().findLast(({ fromMs }) => fromMs < ms);
    if (span === undefined) {
      return undefined;
    }
    const gop = gopAt(this.#sourceOf(span), Math.min(ms, span.toMs) - 1);
    return gop.endMs <= ms ? gop : this.lastUpTo(gop.startMs);
  }

  /** The camera went away: nothing more is recorded. */
  interrupt(atMs: number): void {
    this.#spans = this.#spans.flatMap((span) => {
      const toMs = Math.min(span.toMs, wholeSecond(atMs));
      return toMs > span.fromMs ? [{ ...span, toMs }] : [];
    });
  }

  /** The camera is there again: it is recorded from now on, with its usual pictures. */
  resume(atMs: number): void {
    const fromMs = wholeSecond(atMs) + secondMs;
    this.interrupt(fromMs);
    this.#spans = [...this.#spans, { fromMs, toMs: Infinity, showsOther: false }];
  }

  #playable(): readonly RecordedSpan[] {
    const limitMs = wholeSecond(this.#options.limitMs());
    return this.#spans
      .filter(({ fromMs }) => fromMs < limitMs)
      .map((span) => (span.toMs <= limitMs ? span : { ...span, toMs: limitMs }));
  }

  #sourceOf({ showsOther }: RecordedSpan): PictureSource {
    const { main, other } = this.#options;
    return showsOther && other !== undefined ? other : main;
  }
}

const secondMs = 1_000;

function wholeSecond(ms: number): number {
  return Math.floor(ms / secondMs) * secondMs;
}
