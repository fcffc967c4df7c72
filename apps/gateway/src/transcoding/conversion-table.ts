import type { Transcoding } from '@casement/contract';
import type { Clock } from '../net/clock.js';
import type { LiveCamera } from '../viewing/live-cameras.js';
import type { ConvertedSupply } from '../viewing/view-conversions.js';
import type { ConversionBudget } from './conversion-budget.js';
import type { ConversionRecipe } from './conversion-recipe.js';
import { SharedConversion } from './shared-conversion.js';

/** Sums over all conversions since the start. */
export type ConversionTotals = {
  readonly made: number;
  readonly dropped: number;
  readonly restarts: number;
};

/** What all conversions share. */
export type ConversionTableParts = {
  readonly budget: ConversionBudget;
  readonly clock: Clock;
  readonly onBug: (error: unknown) => void;
};

/** As much as the table knows of a conversion, whatever it makes. */
type AnyConversion = Pick<
  SharedConversion<{ readonly codec: string }, unknown>,
  'state' | 'refusal' | 'figures' | 'isUnused' | 'view' | 'close'
>;

/** Conversions that are remembered although nobody uses them: who asks again finds them. */
const maxUnused = 256;

/** All conversions: one per camera and target. */
export class ConversionTable {
  readonly #parts: ConversionTableParts;
  /** By camera, then by target. */
  readonly #conversions = new Map<string, Map<string, AnyConversion>>();
  #past: ConversionTotals = { made: 0, dropped: 0, restarts: 0 };

  constructor(parts: ConversionTableParts) {
    this.#parts = parts;
  }

  /** Over all conversions since the start. */
  get totals(): ConversionTotals {
    return this.#all().reduce((sum, { figures }) => added(sum, figures), this.#past);
  }

  /** What makes `target` of a camera: the same for everybody who asks. */
  get<In extends { readonly codec: string }, Out>(
    camera: LiveCamera,
    target: string,
    recipe: () => ConversionRecipe<In, Out>,
  ): ConvertedSupply<Out> {
    const byTarget = this.#of(camera);
    const known = byTarget.get(target);
    if (known !== undefined) {
      // The same target has the same recipe, hence the same types.
      const conversion = known as SharedConversion<In, Out>;
      conversion.use(camera);
      return conversion;
    }
    this.#forgetUnused();
    const conversion = new SharedConversion(recipe(), { ...this.#parts, camera });
    this.#of(camera).set(target, conversion);
    return conversion;
  }

  /**
   * Why nothing is made of a camera by conversions whose target begins like this, in words; `undefined` when it is, and
   * `none` when none of them is in use.
   */
  refusal(camera: LiveCamera, target: string): string | undefined {
    const found = [...(this.#conversions.get(keyOf(camera)) ?? [])]
      .filter(([name, { state }]) => name.startsWith(target) && state !== 'idle')
      .map(([, { refusal }]) => refusal);
    return found.length === 0 ? 'none' : found.includes(undefined) ? undefined : found[0];
  }

  /** Those that do something, or were refused. */
  views(): Transcoding[] {
    return this.#all().flatMap((conversion) => conversion.view() ?? []);
  }

  /** Ends all. Resolves when no process runs any more. */
  async close(): Promise<void> {
    await Promise.all(this.#all().map((conversion) => conversion.close()));
  }

  #of(camera: LiveCamera): Map<string, AnyConversion> {
    const key = keyOf(camera);
    const known = this.#conversions.get(key) ?? new Map<string, AnyConversion>();
    this.#conversions.set(key, known);
    return known;
  }

  #all(): AnyConversion[] {
    return [...this.#conversions.values()].flatMap((byTarget) => [...byTarget.values()]);
  }

  #forgetUnused(): void {
    if (this.#all().filter(({ isUnused }) => isUnused).length < maxUnused) {
      return;
    }
    for (const [key, byTarget] of this.#conversions) {
      for (const [target, conversion] of byTarget) {
        if (conversion.isUnused) {
          this.#past = added(this.#past, conversion.figures);
          byTarget.delete(target);
        }
      }
      if (byTarget.size === 0) {
        this.#conversions.delete(key);
      }
    }
  }
}

const keyOf = ({ recorder, number }: LiveCamera): string => `${recorder}/${number}`;

const added = (a: ConversionTotals, b: ConversionTotals): ConversionTotals => ({
  made: a.made + b.made,
  dropped: a.dropped + b.dropped,
  restarts: a.restarts + b.restarts,
});
