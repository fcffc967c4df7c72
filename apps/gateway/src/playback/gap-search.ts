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

type Search = {
  readonly hunt: GapHunt;
  readonly base: GopNeed;
  readonly notBeforeMs: number;
  /** All answers said that nothing is recorded. */
  readonly isSure: boolean;
};

/** A gap of which both ends are known. `isSure`: the recorder said so, it did not only send nothing. */
export type FoundGap = { readonly fromMs: number; readonly toMs: number; readonly isSure: boolean };

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

  /** Whether something is searched because of answers that do not say why there is no picture. */
  get isDoubtful(): boolean {
    return this.#search?.isSure === false;
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
    { nowMs, isSure }: { readonly nowMs: number; readonly isSure: boolean },
  ): void {
    const edgeMs =
      base.kind === 'at' ? base.atMs : base.kind === 'next' ? base.of.endMs : base.of.startMs;
    const direction = base.kind === 'at' ? travel : base.kind === 'next' ? 1 : -1;
    const hunt = this.#search ? askedAgain(this.#search.hunt) : startHunt(edgeMs, direction);
    const step = nextStep(hunt, this.#wallMs());
    const pauseMs = step.kind === 'again' ? step.afterMs : step.kind === 'over' ? overAgainMs : 0;
    const wasSure = this.#search?.isSure ?? true;
    this.#search = { hunt, base, notBeforeMs: nowMs + pauseMs, isSure: wasSure && isSure };
  }

  /** What was found at a time; answers the gap when both its ends are known. */
  probed(
    atMs: number,
    gop: GopSpan | undefined,
    { nowMs, isSure = true }: { readonly nowMs: number; readonly isSure?: boolean },
  ): FoundGap | undefined {
    if (!this.#search) {
      return undefined;
    }
    const search = { ...this.#search, isSure: this.#search.isSure && isSure };
    const hunt = probed(search.hunt, atMs, gop ?? 'nothing');
    const step = nextStep(hunt, this.#wallMs());
    if (step.kind === 'found') {
      this.#search = undefined;
      return { fromMs: step.fromMs, toMs: step.toMs, isSure: search.isSure };
    }
    const pauseMs = step.kind === 'over' ? overAgainMs : 0;
    this.#search = { ...search, hunt, notBeforeMs: nowMs + pauseMs };
    return undefined;
  }
}
