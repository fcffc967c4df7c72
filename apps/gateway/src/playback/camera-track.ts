import { GapSearch } from './gap-search.js';
import type { GopOfBody } from './gop-of-body.js';
import type { KnownGap } from './gop-shelf.js';
import { NeedJudge } from './need-judge.js';
import { NeedProgress } from './need-progress.js';
import type { KeptGop } from './playback-output.js';
import type { GopNeed, RecorderCursor } from './recorder-cursor.js';
import { SampleChain } from './sample-chain.js';
import { TrackRecording } from './track-recording.js';
import type { TrackRecordingOptions } from './track-recording.js';
import type { TrackNeed, TrackStanding } from './track-standing.js';
import { TrackTrouble } from './track-trouble.js';
import { behindGap, gapAround, gopAround, isEnough, lookAround } from './track-window.js';
import type { GopSource, TrackView, TrackWindow } from './track-window.js';

export type { TrackNeed, TrackStanding } from './track-standing.js';

/** What a track is made of. */
export type CameraTrackOptions = TrackRecordingOptions & {
  /** Now by the recorder's clock, about. */
  readonly wallMs: () => number;
};

/** What lies behind a gap is fetched so long before the clock comes there, times its speed. */
const behindMs = 5_000;

/** What one camera needs around the clock, and what became of it. No input or output: GOPs in, needs out. */
export class CameraTrack {
  readonly #options: CameraTrackOptions;
  readonly #recording: TrackRecording;
  readonly #search: GapSearch;
  readonly #progress = new NeedProgress();
  readonly #samples = new SampleChain();
  readonly #trouble = new TrackTrouble();
  readonly #judge: NeedJudge;
  /** So much more is wanted ahead, because another camera is going to send the recorder elsewhere. */
  fillMs = 0;
  /** The others go on without it: it has to aim so far ahead of the clock to catch up. */
  leadMs = 0;
  /** No other camera is on the clock, which therefore jumps over gaps. */
  isOnly = true;

  constructor(options: CameraTrackOptions) {
    this.#options = options;
    this.#recording = new TrackRecording(options);
    this.#search = new GapSearch(options.wallMs);
    this.#judge = new NeedJudge({
      recording: this.#recording,
      search: this.#search,
      progress: this.#progress,
      samples: this.#samples,
      trouble: this.#trouble,
    });
  }

  get camera(): number {
    return this.#options.camera;
  }

  /** Where its GOPs are found. */
  get source(): GopSource {
    return this.#recording.source;
  }

  /** What is odd at the moment, in words. */
  notice(nowMs: number): string | undefined {
    return this.#trouble.notice(nowMs);
  }

  /** The GOPs around the clock. */
  window(view: TrackView): TrackWindow {
    const window = lookAround(this.source, view, this.fillMs);
    if (window.current) {
      this.#recording.hold([window.current, ...window.ahead]);
    }
    return window;
  }

  /** The GOPs to show, the one on screen first. */
  gops(view: TrackView): readonly KeptGop[] {
    const { current, ahead } = this.window(view);
    if (view.fast > 0 && this.#samples.at(view.positionMs, view.direction)) {
      return this.#samples.from(view.positionMs, view.direction);
    }
    return current ? [current, ...ahead] : [];
  }

  /** The clock was put elsewhere or turned round: what was being looked for is of no use. */
  reset(): void {
    this.#progress.reset();
    this.#search.clear();
    this.#trouble.clear();
    this.#recording.reset();
    this.#samples.clear();
  }

  standing(view: TrackView): TrackStanding {
    const window = this.window(view);
    if (view.fast > 0) {
      const limitMs = this.#samples.limit(view.direction);
      if (limitMs !== undefined && isShort(view, limitMs)) {
        return { state: 'ready', limitMs, boundaryMs: limitMs };
      }
    }
    if (window.current && (!view.running || isShort(view, window.limitMs))) {
      const { startMs, endMs } = window.current;
      const boundaryMs = view.direction === 1 ? endMs : startMs - 1;
      return { state: 'ready', limitMs: window.limitMs, boundaryMs };
    }
    const jumpMs = window.current && this.#recording.backBehind(window.current);
    return jumpMs === undefined ? this.#withoutPicture(view, window) : { state: 'back', jumpMs };
  }

  #withoutPicture({ direction }: TrackView, { gap, limitMs }: TrackWindow): TrackStanding {
    if (gap) {
      const open = { ...gap, reason: gap.reason, isOver: false };
      return { state: 'gap', jumpMs: behindGap(gap, direction), gap: open };
    }
    const searched = this.#search.gap;
    if (searched) {
      return { state: 'gap', jumpMs: undefined, gap: searched };
    }
    const { reason } = this.#trouble;
    return reason === undefined ? { state: 'missing', limitMs } : { state: 'failed', reason };
  }

  /** What is needed next; `undefined` when all is there. */
  need(view: TrackView): TrackNeed | undefined {
    return this.#withHistory(this.#needOf(view, this.window(view), this.fillMs), view);
  }

  /** What will be needed within `earlyMs` beyond that: a recorder that stands elsewhere has to be told in time. */
  soon(view: TrackView, earlyMs: number): TrackNeed | undefined {
    const fillMs = this.fillMs + earlyMs;
    const window = lookAround(this.source, view, fillMs);
    return this.#withHistory(this.#needOf(view, window, fillMs), view);
  }

  #withHistory(need: GopNeed | undefined, view: TrackView): TrackNeed | undefined {
    if (!need) {
      return undefined;
    }
    const history = {
      shownMs: view.positionMs,
      wrong: this.#progress.wrong(need),
      attempts: this.#progress.attempts(need),
      stepping: !view.running,
    };
    const notBeforeMs = Math.max(this.#trouble.notBeforeMs, this.#search.notBeforeMs);
    return { need, history, notBeforeMs };
  }

  #needOf(view: TrackView, window: TrackWindow, fillMs: number): GopNeed | undefined {
    const base = this.#baseNeed(view, window, fillMs);
    return base && (this.#search.need ?? base);
  }

  #baseNeed(
    view: TrackView,
    { current, ahead, gap }: TrackWindow,
    fillMs: number,
  ): GopNeed | undefined {
    const { positionMs, direction, running, stepping, fast } = view;
    const isFast = fast > 0 && running;
    if (
      isFast &&
      (!this.#samples.isEmpty || (current && !isEnough(ahead, ahead.at(-1) ?? current, view)))
    ) {
      const isServed = this.#samples.isEnough(positionMs, direction);
      return isServed ? undefined : { kind: 'sample', direction, step: fast };
    }
    if (!current) {
      return gap ? this.#needBehind(gap, view) : this.#needAt(positionMs + direction * this.leadMs);
    }
    return stepping === 0
      ? this.#needAhead(
          ahead.at(-1) ?? current,
          isEnough(ahead, ahead.at(-1) ?? current, view, fillMs),
          view,
        )
      : this.#needAhead(current, this.#recording.beside(current, stepping), view);
  }

  #needAhead(edge: KeptGop, isDone: boolean, view: TrackView): GopNeed | undefined {
    if (isDone || this.#recording.backBehind(edge) !== undefined) {
      return undefined;
    }
    const direction = view.stepping === 0 ? view.direction : view.stepping;
    const beyondMs = direction === 1 ? edge.endMs : edge.startMs - 1;
    const gap = gapAround(this.source, beyondMs);
    if (gap) {
      return this.#needBehind(gap, view);
    }
    const of = this.#recording.placeBeside(edge);
    return { kind: direction === 1 ? 'next' : 'previous', of };
  }

  #needAt(atMs: number): GopNeed | undefined {
    return gopAround(this.source, atMs) ? undefined : { kind: 'at', atMs };
  }

  /** What comes behind a known gap, when the clock comes there soon. */
  #needBehind(gap: KnownGap, view: TrackView): GopNeed | undefined {
    const { positionMs, direction, speed, running, stepping } = view;
    const atMs = behindGap(gap, stepping === 0 ? direction : stepping);
    const isSoon = this.isOnly || Math.abs(atMs - positionMs) <= behindMs * speed;
    return stepping !== 0 || (running && isSoon) ? this.#needAt(atMs) : undefined;
  }

  /** A command was sent for the need. */
  sent(need: GopNeed, isPosition: boolean): void {
    this.#progress.sent(need, isPosition);
  }

  /** A GOP came, for a need that came up while the cursor stood so. `stale`: a command was sent since. */
  received(
    result: GopOfBody,
    need: GopNeed,
    cursor: RecorderCursor,
    { nowMs, stale }: { readonly nowMs: number; readonly stale: boolean },
  ): void {
    const place = cursor.places.get(this.camera) ?? { kind: 'unknown' };
    if (result.kind === 'refused') {
      this.#trouble.refused(result.reason, nowMs);
      this.#progress.passOver(need);
      if (result.span) {
        this.#recording.skip(result.span, result.reason, place);
      }
      return;
    }
    if (cursor.mode === 'play' && place.kind === 'at' && !stale) {
      this.#checkClock(result.gop, place.span.startMs, nowMs);
    }
    if (result.notice !== undefined) {
      this.#trouble.tell(result.notice, nowMs);
    }
    const { shown } = this.#recording;
    const gop = result.isWhole
      ? this.#recording.keep(result.gop)
      : this.#recording.keepPart(result.gop);
    this.#trouble.clear();
    if (!stale) {
      this.#judge.judge(need, gop, { place, cursor, shown, nowMs });
    }
  }

  /** There is nothing where the recorder stands. `isSure`: it says so itself. */
  nothing(
    need: GopNeed,
    { direction }: TrackView,
    at: { readonly nowMs: number; readonly isSure: boolean },
  ): void {
    this.#trouble.clear();
    switch (need.kind) {
      case 'sample':
        this.#samples.clear();
        this.#progress.passOver(need, true);
        return;
      case 'probe':
        this.#judge.probed(need.atMs, undefined, at);
        return;
      case 'at':
      case 'next':
      case 'previous':
        this.#search.nothing(need, direction, at);
    }
  }

  /** The request failed; in words. It is tried again, with growing pauses or after `pauseMs`. */
  failed(reason: string, nowMs: number, pauseMs?: number): void {
    this.#trouble.failed(reason, nowMs, pauseMs);
  }

  #checkClock({ startMs }: KeptGop, beforeMs: number, nowMs: number): void {
    if (startMs < beforeMs) {
      this.#recording.putBack(beforeMs, startMs);
      const seconds = Math.round((beforeMs - startMs) / 1_000);
      this.#trouble.tell(`the recorder's clock was put back here by about ${seconds} s`, nowMs);
    }
  }
}

/** Whether the clock is still on this side of a limit. */
function isShort({ positionMs, direction, running }: TrackView, limitMs: number): boolean {
  return !running || (limitMs - positionMs) * direction > 0;
}
