import { askedAgain, nextStep, probed, startHunt } from './gap-hunt.js';
import type { GapHunt } from './gap-hunt.js';
import type { PlaybackDirection } from './playback-clock.js';
import type { GopNeed, GopSpan } from './recorder-cursor.js';

/** A gap; `toMs` (in reverse `fromMs`) is missing while it is searched. */
export type OpenGap = {
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  readonly reason: string | undefined;
  /** The search for its end was given up. */
  readonly isOver: boolean;
};

type Search = { readonly hunt: GapHunt; readonly base: GopNeed; readonly notBeforeMs: number };

/** When nothing was found as far as it makes sense to look. */
const overAgainMs = 30_000;

/** The search of one camera for what is recorded next. `wallMs`: the present by the recorder's clock, about. */
export class GapSearch {
  readonly #wallMs: () => number;
  #search: Search | undefined;

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs;
  }

  get notBeforeMs(): number {
    return this.#search?.notBeforeMs ?? Number.NEGATIVE_INFINITY;
  }

  /** The gap as far as it is known; `undefined` when none is searched. */
  get gap(): OpenGap | undefined {
    if (!this.#search) {
      return undefined;
    }
    const { hunt } = this.#search;
    const isOver = nextStep(hunt, this.#wallMs()).kind === 'over';
    const edge = hunt.direction === 1 ? { fromMs: hunt.edgeMs } : { toMs: hunt.edgeMs };
    return { fromMs: undefined, toMs: undefined, ...edge, reason: undefined, isOver };
  }

  /** What to ask for; `undefined` when no gap is searched. */
  get need(): GopNeed | undefined {
    if (!this.#search) {
      return undefined;
    }
    const step = nextStep(this.#search.hunt, this.#wallMs());
    return step.kind === 'probe' ? { kind: 'probe', atMs: step.atMs } : this.#search.base;
  }

  /** Something was found, or nobody looks for it any more. */
  clear(): void {
    this.#search = undefined;
  }

  /** There is nothing where the recorder was asked. */
  nothing(
    base: Exclude<GopNeed, { kind: 'probe' | 'sample' }>,
    travel: PlaybackDirection,
    nowMs: number,
  ): void {
    const edgeMs =
      base.kind === 'at' ? base.atMs : base.kind === 'next' ? base.of.endMs : base.of.startMs;
    const direction = base.kind === 'at' ? travel : base.kind === 'next' ? 1 : -1;
    const hunt = this.#search ? askedAgain(this.#search.hunt) : startHunt(edgeMs, direction);
    const step = nextStep(hunt, this.#wallMs());
    const pauseMs = step.kind === 'again' ? step.afterMs : step.kind === 'over' ? overAgainMs : 0;
    this.#search = { hunt, base, notBeforeMs: nowMs + pauseMs };
  }

  /** What was found at a time; answers the gap when both its ends are known. */
  probed(
    atMs: number,
    gop: GopSpan | undefined,
    nowMs: number,
  ): { readonly fromMs: number; readonly toMs: number } | undefined {
    if (!this.#search) {
      return undefined;
    }
    const hunt = probed(this.#search.hunt, atMs, gop ?? 'nothing');
    const step = nextStep(hunt, this.#wallMs());
    if (step.kind === 'found') {
      this.#search = undefined;
      return { fromMs: step.fromMs, toMs: step.toMs };
    }
    const pauseMs = step.kind === 'over' ? overAgainMs : 0;
    this.#search = { ...this.#search, hunt, notBeforeMs: nowMs + pauseMs };
    return undefined;
  }
}
