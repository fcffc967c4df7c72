import { askedAgain, nextStep, probed, startHunt } from './gap-hunt.js';
import type { GapHunt } from './gap-hunt.js';
import type { GopCache } from './gop-cache.js';
import type { KnownGap } from './gop-shelf.js';
import { isGapBetween } from './gop-times.js';
import type { GopOfBody } from './gop-of-body.js';
import { NeedProgress } from './need-progress.js';
import type { KeptGop } from './playback-output.js';
import type { CursorPlace, GopNeed, NeedHistory, RecorderCursor } from './recorder-cursor.js';
import type { RecordingSightings } from './recording-sightings.js';
import { SampleChain } from './sample-chain.js';
import {
  behindGap,
  gapAround,
  gopAround,
  gopBeside,
  isEnough,
  lookAround,
} from './track-window.js';
import type { GopSource, TrackView, TrackWindow } from './track-window.js';

/** What a camera needs of the recorder, not before `notBeforeMs` on the monotonic clock. */
export type TrackNeed = {
  readonly need: GopNeed;
  readonly history: NeedHistory;
  readonly notBeforeMs: number;
};

/** How a camera stands at the clock. */
export type TrackStanding =
  /** The clock may go on to `limitMs`; at `boundaryMs` the next GOP begins. */
  | { readonly state: 'ready'; readonly limitMs: number; readonly boundaryMs: number }
  | { readonly state: 'missing'; readonly limitMs: number }
  /** Nothing recorded; the clock may go to `jumpMs` when no camera has anything. */
  | { readonly state: 'gap'; readonly jumpMs: number | undefined; readonly gap: OpenGap }
  | { readonly state: 'failed'; readonly reason: string }
  /** The recorder's clock was put back: the recording goes on at an earlier time. */
  | { readonly state: 'back'; readonly jumpMs: number };

/** A gap; `toMs` (in reverse `fromMs`) is missing while it is searched. */
export type OpenGap = {
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  readonly reason: string | undefined;
  /** The search for its end was given up. */
  readonly isOver: boolean;
};

/** What is passed to a track. */
export type CameraTrackOptions = {
  readonly recorder: string;
  readonly camera: number;
  readonly cache: GopCache;
  readonly log: RecordingSightings;
  /** Now by the recorder's clock, about. */
  readonly wallMs: () => number;
};

/** When nothing was found as far as it makes sense to look. */
const overAgainMs = 30_000;
const maxAttempts = 4;
const failurePausesMs = [1_000, 2_000, 5_000, 10_000];
/** Refused GOPs are passed over at once, so many of them; then the recorder gets a rest. */
const maxRefusedAtOnce = 3;
/** A recording with more of them is of no use anyway. */
const maxHoles = 64;
/** How long something odd is told. */
const noticeMs = 5_000;

type Hunt = { readonly hunt: GapHunt; readonly base: GopNeed; readonly notBeforeMs: number };

/** What one camera needs around the clock, and what became of it. No input or output: bytes in, needs out. */
export class CameraTrack {
  readonly #options: CameraTrackOptions;
  readonly #progress = new NeedProgress();
  readonly #samples = new SampleChain();
  #held: readonly KeptGop[] = [];
  #holes: readonly KnownGap[] = [];
  #hunt: Hunt | undefined;
  #failure: { reason: string; count: number; notBeforeMs: number } | undefined;
  #notice: { readonly text: string; readonly untilMs: number } | undefined;
  /** A GOP that is of no use, by the start of the good one from which it was come to. */
  #skipped:
    { readonly goodMs: number; readonly startMs: number; readonly endMs: number } | undefined;
  #back: { readonly ofMs: number; readonly jumpMs: number } | undefined;
  /** So much more is wanted ahead, because another camera is going to send the recorder elsewhere. */
  fillMs = 0;
  /** The others go on without it: it has to aim so far ahead of the clock to catch up. */
  leadMs = 0;

  constructor(options: CameraTrackOptions) {
    this.#options = options;
  }

  get camera(): number {
    return this.#options.camera;
  }

  /** Where its GOPs are found. */
  get source(): GopSource {
    return { ...this.#options, held: this.#held, holes: this.#holes };
  }

  /** What is odd at the moment, in words. */
  notice(nowMs: number): string | undefined {
    return this.#notice && nowMs < this.#notice.untilMs ? this.#notice.text : undefined;
  }

  /** The GOPs around the clock; what is in use is held on to, whatever the cache does. */
  window(view: TrackView): TrackWindow {
    const window = lookAround(this.source, view, this.fillMs);
    if (window.current) {
      const gops = [window.current, ...window.ahead];
      for (const { startMs } of gops) {
        if (!this.#held.some((held) => held.startMs === startMs)) {
          this.#options.cache.countHit();
        }
      }
      this.#held = gops;
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

  /** The GOP whose picture is on screen, or was last. */
  shown(view: TrackView): KeptGop | undefined {
    return this.gops(view)[0];
  }

  /** The clock was put elsewhere or turned round: what was being looked for is of no use. */
  reset(): void {
    this.#progress.reset();
    this.#hunt = undefined;
    this.#failure = undefined;
    this.#back = undefined;
    this.#holes = [];
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
    if (this.#back && this.#back.ofMs === window.current?.startMs) {
      return { state: 'back', jumpMs: this.#back.jumpMs };
    }
    return this.#withoutPicture(view, window);
  }

  #withoutPicture({ direction }: TrackView, { gap, limitMs }: TrackWindow): TrackStanding {
    if (gap) {
      const open = { ...gap, reason: gap.reason, isOver: false };
      return { state: 'gap', jumpMs: behindGap(gap, direction), gap: open };
    }
    if (this.#hunt) {
      const { hunt } = this.#hunt;
      const isOver = nextStep(hunt, this.#options.wallMs()).kind === 'over';
      const edge = hunt.direction === 1 ? { fromMs: hunt.edgeMs } : { toMs: hunt.edgeMs };
      const open = { fromMs: undefined, toMs: undefined, ...edge, reason: undefined, isOver };
      return { state: 'gap', jumpMs: undefined, gap: open };
    }
    if (this.#failure && this.#failure.count >= maxRefusedAtOnce) {
      return { state: 'failed', reason: this.#failure.reason };
    }
    return { state: 'missing', limitMs };
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
    const notBeforeMs = Math.max(
      this.#failure?.notBeforeMs ?? Number.NEGATIVE_INFINITY,
      this.#hunt?.notBeforeMs ?? Number.NEGATIVE_INFINITY,
    );
    const history = {
      shownMs: view.positionMs,
      wrong: this.#progress.wrong(need),
      attempts: this.#progress.attempts(need),
      stepping: !view.running,
    };
    return { need, history, notBeforeMs };
  }

  #needOf(view: TrackView, window: TrackWindow, fillMs: number): GopNeed | undefined {
    const base = this.#baseNeed(view, window, fillMs);
    if (this.#hunt) {
      if (!base) {
        return undefined;
      }
      const step = nextStep(this.#hunt.hunt, this.#options.wallMs());
      return step.kind === 'probe' ? { kind: 'probe', atMs: step.atMs } : this.#hunt.base;
    }
    return base;
  }

  #baseNeed(
    view: TrackView,
    { current, ahead, gap }: TrackWindow,
    fillMs: number,
  ): GopNeed | undefined {
    const { positionMs, direction, running, stepping, fast } = view;
    if (fast > 0 && running && !this.#samples.isEmpty) {
      const isServed = this.#samples.isEnough(positionMs, direction);
      return isServed ? undefined : { kind: 'sample', direction, step: fast };
    }
    if (!current) {
      return gap ? this.#needBehind(gap, view) : this.#needAt(positionMs + direction * this.leadMs);
    }
    const travel = stepping === 0 ? direction : stepping;
    const edge = stepping === 0 ? (ahead.at(-1) ?? current) : current;
    if (fast > 0 && running) {
      const isServed = this.#samples.isEnough(positionMs, direction) || isEnough(ahead, edge, view);
      return isServed ? undefined : { kind: 'sample', direction, step: fast };
    }
    const isDone =
      stepping === 0 ? isEnough(ahead, edge, view, fillMs) : this.#beside(edge, travel);
    if (isDone || this.#back?.ofMs === edge.startMs) {
      return undefined;
    }
    const beyond = this.#gapBeyond(edge, travel);
    return beyond ? this.#needBehind(beyond, view) : this.#needBeside(edge, travel);
  }

  #needAt(atMs: number): GopNeed | undefined {
    const isThere = gopAround(this.source, atMs) !== undefined;
    return isThere ? undefined : { kind: 'at', atMs };
  }

  #beside(gop: KeptGop, direction: 1 | -1): boolean {
    return gopBeside(this.source, gop, direction) !== undefined;
  }

  #gapBeyond({ startMs, endMs }: KeptGop, direction: 1 | -1): KnownGap | undefined {
    return gapAround(this.source, direction === 1 ? endMs : startMs - 1);
  }

  #needBeside({ startMs, endMs }: KeptGop, direction: 1 | -1): GopNeed {
    const skipped = this.#skipped?.goodMs === startMs ? this.#skipped : undefined;
    const of = skipped ?? { startMs, endMs };
    return {
      kind: direction === 1 ? 'next' : 'previous',
      of: { startMs: of.startMs, endMs: of.endMs },
    };
  }

  /** What comes behind a known gap, shortly before the clock comes there. */
  #needBehind(gap: KnownGap, { direction, running, stepping }: TrackView): GopNeed | undefined {
    if (!running && stepping === 0) {
      return undefined;
    }
    const atMs = behindGap(gap, stepping === 0 ? direction : stepping);
    return this.#needAt(atMs);
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
    if (result.defects.length > 0) {
      this.#tell(result.defects[0] ?? '', nowMs);
    }
    if (result.kind === 'refused') {
      this.#refused(result, need, place, nowMs);
      return;
    }
    if (cursor.mode === 'play' && place.kind === 'at' && !stale) {
      this.#checkClock(result.gop, place.span.startMs, nowMs);
    }
    const gop = this.#keep(result.gop);
    this.#failure = undefined;
    if (stale) {
      return;
    }
    if (need.kind === 'sample') {
      const [shown] = this.#held;
      if (shown && shown !== gop) {
        this.#samples.begin(shown);
      }
      const isNew = this.#samples.add(gop, need.direction);
      this.#judged(need, isNew, false);
      return;
    }
    if (need.kind === 'probe') {
      this.#answerProbe(need.atMs, gop, nowMs);
      return;
    }
    this.#hunt = undefined;
    this.#link(gop, place, cursor);
    this.#judge(need, gop, place, nowMs);
  }

  /** There is nothing where the recorder stands. */
  nothing(need: GopNeed, { direction }: TrackView, nowMs: number): void {
    this.#failure = undefined;
    if (need.kind === 'sample') {
      this.#samples.clear();
      this.#progress.passOver(need, true);
      return;
    }
    if (need.kind === 'probe') {
      this.#answerProbe(need.atMs, undefined, nowMs);
      return;
    }
    const edgeMs =
      need.kind === 'at' ? need.atMs : need.kind === 'next' ? need.of.endMs : need.of.startMs;
    const travel = need.kind === 'at' ? direction : need.kind === 'next' ? 1 : -1;
    const hunt = this.#hunt ? askedAgain(this.#hunt.hunt) : startHunt(edgeMs, travel);
    const step = nextStep(hunt, this.#options.wallMs());
    const pauseMs = step.kind === 'again' ? step.afterMs : step.kind === 'over' ? overAgainMs : 0;
    this.#hunt = { hunt, base: need, notBeforeMs: nowMs + pauseMs };
  }

  /** The request failed; in words. It is tried again, with growing pauses or after `pauseMs`. */
  failed(reason: string, nowMs: number, pauseMs?: number): void {
    const count = (this.#failure?.count ?? 0) + 1;
    const step = failurePausesMs[Math.min(count, failurePausesMs.length) - 1] ?? 0;
    this.#failure = { reason, count, notBeforeMs: nowMs + (pauseMs ?? step) };
  }

  #tell(text: string, nowMs: number): void {
    this.#notice = { text, untilMs: nowMs + noticeMs };
  }

  #keep(gop: KeptGop): KeptGop {
    const { cache, log, recorder, camera } = this.#options;
    const kept = cache.put(gop);
    log.saw(recorder, camera, kept.startMs, kept.endMs);
    this.#held = [...this.#held.map((held) => this.#newest(held)), kept];
    return kept;
  }

  /** Ends of GOPs become known later; the cache has the newest word, if it has any. */
  #newest(gop: KeptGop): KeptGop {
    return this.#options.cache.startingAt(gop.recorder, gop.camera, gop.startMs) ?? gop;
  }

  #refused(
    { reason, span }: Extract<GopOfBody, { kind: 'refused' }>,
    need: GopNeed,
    place: CursorPlace,
    nowMs: number,
  ): void {
    this.#tell(reason, nowMs);
    const count = (this.#failure?.count ?? 0) + 1;
    this.failed(reason, nowMs, count <= maxRefusedAtOnce ? 0 : undefined);
    this.#progress.passOver(need);
    if (!span) {
      return;
    }
    const hole = { fromMs: span.startMs, toMs: span.endMs, reason };
    this.#holes = [...this.#holes, hole].slice(-maxHoles);
    if (place.kind === 'at') {
      const isRun = this.#skipped?.startMs === place.span.startMs;
      const goodMs = isRun ? (this.#skipped?.goodMs ?? place.span.startMs) : place.span.startMs;
      this.#skipped = { goodMs, ...span };
    }
  }

  #checkClock({ startMs }: KeptGop, beforeMs: number, nowMs: number): void {
    if (startMs >= beforeMs) {
      return;
    }
    const { cache, recorder, camera } = this.#options;
    // It is recorded twice; from here on the second time counts.
    cache.forget(recorder, camera, startMs, beforeMs);
    this.#held = this.#held.filter((gop) => gop.startMs < startMs || gop.startMs === beforeMs);
    this.#back = { ofMs: beforeMs, jumpMs: startMs };
    const seconds = Math.round((beforeMs - startMs) / 1_000);
    this.#tell(`the recorder's clock was put back here by about ${seconds} s`, nowMs);
  }

  /** Joins a GOP with the one that the recorder delivered before it. */
  #link(gop: KeptGop, place: CursorPlace, { mode, direction }: RecorderCursor): void {
    if (place.kind !== 'at' || (mode !== 'play' && mode !== 'reverse' && mode !== 'step')) {
      return;
    }
    const { startMs } = place.span;
    const goodMs = this.#skipped?.startMs === startMs ? this.#skipped.goodMs : startMs;
    const other = this.#find(goodMs);
    if (other && (gop.startMs - other.startMs) * direction > 0) {
      this.#join(direction === 1 ? other : gop, direction === 1 ? gop : other);
    }
  }

  #find(startMs: number): KeptGop | undefined {
    const { cache, recorder, camera } = this.#options;
    return (
      cache.startingAt(recorder, camera, startMs) ??
      this.#held.find((gop) => gop.startMs === startMs)
    );
  }

  #join(before: KeptGop, after: KeptGop): void {
    const { cache, log, recorder, camera } = this.#options;
    const gap = cache.link(before, after);
    if (gap) {
      log.sawGap(recorder, camera, gap.fromMs, gap.toMs);
    }
    this.#held = this.#held.map((gop) =>
      gop.startMs === before.startMs && !gap ? { ...gop, endMs: after.startMs } : this.#newest(gop),
    );
  }

  /** Whether the GOP is what was needed, and what it says about what lies around it. */
  #judge(need: GopNeed, gop: KeptGop, place: CursorPlace, nowMs: number): void {
    switch (need.kind) {
      case 'at':
        this.#judgeAt(need, gop, nowMs);
        return;
      case 'next':
        this.#judgeNext(need, gop, place, nowMs);
        return;
      case 'previous': {
        const of = this.#find(need.of.startMs);
        this.#judged(need, of !== undefined && this.#beside(of, -1), false, nowMs);
        return;
      }
      case 'probe':
      case 'sample':
    }
  }

  #judgeAt(need: Extract<GopNeed, { kind: 'at' }>, gop: KeptGop, nowMs: number): void {
    const { atMs } = need;
    const isThere =
      gopAround(this.source, atMs) !== undefined || gapAround(this.source, atMs) !== undefined;
    const distanceMs = gop.startMs - atMs;
    if (!isThere && distanceMs > 0) {
      // The recorder gives what is nearest: nothing lies between.
      const isGap = distanceMs > nearMs || this.#progress.attempts(need) >= maxAttempts;
      if (isGap) {
        this.#noteGap(atMs, gop.startMs);
      }
      this.#judged(need, isGap, true, nowMs);
      return;
    }
    this.#judged(need, isThere, false, nowMs);
  }

  #judgeNext(
    need: Extract<GopNeed, { kind: 'next' }>,
    gop: KeptGop,
    place: CursorPlace,
    nowMs: number,
  ): void {
    const goodMs =
      this.#skipped?.startMs === need.of.startMs ? this.#skipped.goodMs : need.of.startMs;
    const of = this.#find(goodMs);
    if (!of || this.#beside(of, 1) || this.#back?.ofMs === of.startMs) {
      this.#judged(need, true, false);
      return;
    }
    const isBehind = gop.startMs > of.startMs;
    const wasSentHere = place.kind === 'near' && Math.abs(place.atMs - need.of.endMs) <= nearMs;
    if (isBehind && (wasSentHere || (place.kind !== 'unsure' && !isGapBetween(of, gop)))) {
      this.#join(of, gop);
    }
    this.#judged(need, this.#beside(of, 1), isBehind, nowMs);
  }

  #judged(need: GopNeed, isIt: boolean, isHopeless: boolean, nowMs?: number): void {
    if (isIt) {
      this.#progress.reset();
      return;
    }
    if (this.#progress.attempts(need) >= maxAttempts && nowMs !== undefined) {
      this.#progress.reset();
      this.#failure = {
        reason: 'the recorder sends pictures of other times',
        count: maxRefusedAtOnce,
        notBeforeMs: nowMs + overAgainMs,
      };
      return;
    }
    this.#progress.passOver(need, isHopeless);
  }

  #answerProbe(atMs: number, gop: KeptGop | undefined, nowMs: number): void {
    if (!this.#hunt) {
      return;
    }
    const hunt = probed(this.#hunt.hunt, atMs, gop ?? 'nothing');
    const step = nextStep(hunt, this.#options.wallMs());
    if (step.kind === 'found') {
      this.#noteGap(step.fromMs, step.toMs);
      this.#hunt = undefined;
      this.#progress.reset();
      return;
    }
    const pauseMs = step.kind === 'over' ? overAgainMs : 0;
    this.#hunt = { ...this.#hunt, hunt, notBeforeMs: nowMs + pauseMs };
  }

  #noteGap(fromMs: number, toMs: number): void {
    const { cache, log, recorder, camera } = this.#options;
    cache.noteGap(recorder, camera, { fromMs, toMs });
    log.sawGap(recorder, camera, fromMs, toMs);
  }
}

/** A GOP that begins so shortly after the time asked for may have another one in front of it. */
const nearMs = 2_000;

/** Whether the clock is still on this side of a limit. */
function isShort({ positionMs, direction, running }: TrackView, limitMs: number): boolean {
  return !running || (limitMs - positionMs) * direction > 0;
}
