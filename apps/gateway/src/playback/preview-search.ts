import type { TrackNeed } from './camera-track.js';
import type { GopCache } from './gop-cache.js';
import type { GopOfBody } from './gop-of-body.js';
import type { GopSeeker } from './gop-seeker.js';
import { NeedProgress } from './need-progress.js';
import type { KeptGop } from './playback-output.js';
import type { GopNeed } from './recorder-cursor.js';
import type { TrackView } from './track-window.js';

/** What a preview may come to. `busy`: something else was more important. */
export type PreviewResult = KeptGop | 'nothing' | 'busy';

/** For a preview, a GOP near the time will do after so many that were not the right one. */
const maxPasses = 2;

/** Looks for one GOP near a time, for a picture while the timeline is dragged. */
export class PreviewSearch implements GopSeeker {
  readonly camera: number;
  readonly #cache: GopCache;
  readonly #atMs: number;
  readonly #progress = new NeedProgress();
  readonly #settled: (result: PreviewResult) => void;
  #isOver = false;

  constructor({
    camera,
    atMs,
    cache,
    settled,
  }: {
    readonly camera: number;
    readonly atMs: number;
    readonly cache: GopCache;
    readonly settled: (result: PreviewResult) => void;
  }) {
    this.camera = camera;
    this.#atMs = atMs;
    this.#cache = cache;
    this.#settled = settled;
  }

  need({ positionMs }: TrackView): TrackNeed | undefined {
    if (this.#isOver) {
      return undefined;
    }
    const need: GopNeed = { kind: 'at', atMs: this.#atMs };
    const history = {
      shownMs: positionMs,
      wrong: this.#progress.wrong(need),
      attempts: this.#progress.attempts(need),
      stepping: false,
    };
    return { need, history, notBeforeMs: Number.NEGATIVE_INFINITY };
  }

  sent(need: GopNeed, isPosition: boolean): void {
    this.#progress.sent(need, isPosition);
  }

  received(result: GopOfBody, need: GopNeed): void {
    if (result.kind === 'refused') {
      this.settle('nothing');
      return;
    }
    const gop = result.isWhole ? this.#cache.put(result.gop) : result.gop;
    const isBefore = gop.endMs <= this.#atMs;
    if (isBefore && this.#progress.wrong(need) < maxPasses) {
      this.#progress.passOver(need);
      return;
    }
    this.settle(gop);
  }

  nothing(): void {
    this.settle('nothing');
  }

  failed(): void {
    this.settle('busy');
  }

  /** Ends it; only the first time counts. */
  settle(result: PreviewResult): void {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#settled(result);
    }
  }
}
