import type { FoundGap, GapSearch } from './gap-search.js';
import type { NeedProgress } from './need-progress.js';
import type { KeptGop } from './playback-output.js';
import type { CursorPlace, GopNeed, RecorderCursor } from './recorder-cursor.js';
import type { SampleChain } from './sample-chain.js';
import type { TrackRecording } from './track-recording.js';
import type { TrackTrouble } from './track-trouble.js';
import { gapAround, gopAround } from './track-window.js';

/** What a judge goes by, and tells what it finds. */
export type NeedJudgeOptions = {
  readonly recording: TrackRecording;
  readonly search: GapSearch;
  readonly progress: NeedProgress;
  readonly samples: SampleChain;
  readonly trouble: TrackTrouble;
};

/** How things stood when a GOP came. */
export type JudgedMoment = {
  /** Where the recorder stood in front of it. */
  readonly place: CursorPlace;
  readonly cursor: RecorderCursor;
  /** The GOP on screen. */
  readonly shown: KeptGop | undefined;
  readonly nowMs: number;
};

/** After so many GOTODATE for one GOP the recorder is left alone for a while. */
const maxAttempts = 4;
const giveUpMs = 30_000;
/** A GOP that begins so shortly after the time asked for may have another one in front of it. */
const nearMs = 2_000;

/** Judges whether a GOP is what was needed, and what it says about what lies around it. */
export class NeedJudge {
  readonly #recording: TrackRecording;
  readonly #search: GapSearch;
  readonly #progress: NeedProgress;
  readonly #samples: SampleChain;
  readonly #trouble: TrackTrouble;

  constructor({ recording, search, progress, samples, trouble }: NeedJudgeOptions) {
    this.#recording = recording;
    this.#search = search;
    this.#progress = progress;
    this.#samples = samples;
    this.#trouble = trouble;
  }

  /** A GOP came for a need, and is kept. */
  judge(need: GopNeed, gop: KeptGop, at: JudgedMoment): void {
    const { place, cursor, shown, nowMs } = at;
    const { isDoubtful } = this.#search;
    if (need.kind === 'sample') {
      if (shown) {
        this.#samples.begin(shown);
      }
      this.#judged(need, this.#samples.add(gop, need.direction), nowMs);
      return;
    }
    if (need.kind === 'probe') {
      this.probed(need.atMs, gop, { nowMs });
      return;
    }
    this.#search.clear();
    this.#recording.link(gop, place, cursor);
    if (need.kind === 'at') {
      this.#judgeAt(need, gop, { nowMs, isSure: !isDoubtful });
    } else if (need.kind === 'next') {
      this.#judgeNext(need, gop, place, nowMs);
    } else {
      const of = this.#recording.goodAt(need.of.startMs);
      this.#judged(need, of !== undefined && this.#recording.isSettled(of, -1), nowMs);
    }
  }

  /** What the search for the end of a gap found at a time: a GOP or nothing. */
  probed(
    atMs: number,
    gop: KeptGop | undefined,
    at: { readonly nowMs: number; readonly isSure?: boolean },
  ): void {
    const gap = this.#search.probed(atMs, gop, at);
    if (gap) {
      this.#noGops(gap);
      this.#progress.reset();
    }
  }

  /** For good, or only until the next seek. */
  #noGops({ fromMs, toMs, isSure }: FoundGap): void {
    if (isSure) {
      this.#recording.noteGap(fromMs, toMs);
    } else {
      this.#recording.noteHole(fromMs, toMs);
    }
  }

  #judgeAt(
    need: Extract<GopNeed, { kind: 'at' }>,
    gop: KeptGop,
    { nowMs, isSure }: { readonly nowMs: number; readonly isSure: boolean },
  ): void {
    const { atMs } = need;
    const isThere =
      gopAround(this.#recording.source, atMs) ?? gapAround(this.#recording.source, atMs);
    const distanceMs = gop.startMs - atMs;
    if (isThere || distanceMs <= 0) {
      this.#judged(need, isThere !== undefined, nowMs);
      return;
    }
    // The recorder gives what is nearest: nothing lies between.
    const isGap = distanceMs > nearMs || this.#progress.attempts(need) >= maxAttempts;
    if (isGap) {
      this.#noGops({ fromMs: atMs, toMs: gop.startMs, isSure });
    }
    this.#judged(need, isGap, nowMs, true);
  }

  #judgeNext(
    need: Extract<GopNeed, { kind: 'next' }>,
    gop: KeptGop,
    place: CursorPlace,
    nowMs: number,
  ): void {
    const of = this.#recording.goodAt(need.of.startMs);
    if (!of || this.#recording.isSettled(of, 1) || this.#recording.backBehind(of) !== undefined) {
      this.#judged(need, true, nowMs);
      return;
    }
    const isBehind = gop.startMs > of.startMs;
    // Only from a place at or before its end nothing can have been left out.
    const cameFromMs =
      place.kind === 'near' ? place.atMs : place.kind === 'at' ? place.span.startMs : undefined;
    if (isBehind && cameFromMs !== undefined && cameFromMs <= need.of.endMs) {
      this.#recording.join(of, gop);
    }
    this.#judged(need, this.#recording.isSettled(of, 1), nowMs, isBehind);
  }

  #judged(need: GopNeed, isIt: boolean, nowMs: number, isHopeless = false): void {
    if (!isIt && this.#progress.attempts(need) < maxAttempts) {
      this.#progress.passOver(need, isHopeless);
      return;
    }
    this.#progress.reset();
    if (!isIt) {
      this.#trouble.gaveUp('the recorder sends pictures of other times', nowMs, giveUpMs);
    }
  }
}
