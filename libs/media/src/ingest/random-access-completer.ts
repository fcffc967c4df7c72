import type { NalSyntax } from '../codec/nal/nal-syntax.js';
import { sameBytes } from '../codec/nal/same-bytes.js';
import type { DefectCounter } from '../errors/defect-counter.js';
import { MediaError } from '../errors/media-error.js';
import type { CodecRules } from './codec-rules.js';
import { tolerate } from './gate-defect.js';
import type { GateDefect } from './gate-defect.js';

/** VPS, SPS, PPS in this order, or SPS, PPS. */
type Sets = readonly Uint8Array[];

/**
 * Makes pictures where decoding may start decodable: puts the remembered parameter sets in front of those that
 * lack them.
 */
export class RandomAccessCompleter {
  readonly #rules: CodecRules;
  readonly #syntax: NalSyntax;
  readonly #defects: DefectCounter<GateDefect>;
  /** PPS ids of the sets that the picture completed last has. */
  #covered = new Set<number>();
  /** Those that later slices of such pictures were found to need as well: at most 256. */
  readonly #alsoNeeded = new Set<number>();

  /** @param defects where tolerated defects are counted */
  constructor(rules: CodecRules, defects: DefectCounter<GateDefect>) {
    this.#rules = rules;
    this.#syntax = rules.syntax;
    this.#defects = defects;
  }

  /** Remembers the parameter sets among the NAL units of an access unit. */
  remember(nalUnits: readonly Uint8Array[]): void {
    for (const nalUnit of nalUnits) {
      if (this.#syntax.isParameterSetType(this.#syntax.nalUnitType(nalUnit))) {
        tolerate(this.#defects, 'parameter-set-malformed', () => this.#rules.remember(nalUnit));
      }
    }
  }

  /**
   * The NAL units of a random access picture with all parameter sets its slices refer to: the same array when
   * nothing had to be added, `undefined` when a set is not known.
   */
  complete(nalUnits: readonly Uint8Array[]): readonly Uint8Array[] | undefined {
    const { nalUnitType, isRandomAccessType } = this.#syntax;
    const slices = nalUnits.filter((nalUnit) => isRandomAccessType(nalUnitType(nalUnit)));
    const sets = this.#setsOf(slices);
    const first = sets?.[0];
    if (sets === undefined || first === undefined) {
      this.#defects.count('parameter-sets-missing');
      return undefined;
    }
    tolerate(this.#defects, 'parameter-set-malformed', () => this.#rules.activate(first));
    this.#coverCarried(nalUnits, sets);
    return this.#withSets(nalUnits, sets);
  }

  /**
   * Whether the picture completed last has the parameter sets of this slice, which came after it was handed
   * on. When not, the next random access pictures will have them.
   */
  covers(slice: Uint8Array): boolean {
    const ppsId = this.#ppsIdOf(slice);
    if (ppsId === undefined || this.#covered.has(ppsId)) {
      return ppsId !== undefined;
    }
    this.#alsoNeeded.add(ppsId);
    this.#defects.count('parameter-sets-missing');
    return false;
  }

  #ppsIdOf(slice: Uint8Array): number | undefined {
    return tolerate(this.#defects, 'slice-header-malformed', () => this.#rules.ppsIdOfSlice(slice));
  }

  #setsOf(slices: readonly Uint8Array[]): readonly Sets[] | undefined {
    const ppsIds = new Set<number>();
    for (const slice of slices) {
      const ppsId = this.#ppsIdOf(slice);
      if (ppsId === undefined) {
        return undefined;
      }
      ppsIds.add(ppsId);
    }
    for (const ppsId of this.#alsoNeeded) {
      if (this.#rules.setsFor(ppsId) !== undefined) {
        ppsIds.add(ppsId);
      }
    }
    this.#covered = ppsIds;
    const sets = [...ppsIds].map((ppsId) => this.#rules.setsFor(ppsId));
    return sets.every((set) => set !== undefined) ? sets : undefined;
  }

  /** What the picture brings along is there for its later slices too, of which nothing is known yet. */
  #coverCarried(nalUnits: readonly Uint8Array[], sets: readonly Sets[]): void {
    for (const nalUnit of nalUnits) {
      const id = this.#carriedPpsId(nalUnit);
      const carried = id === undefined ? undefined : this.#rules.setsFor(id);
      if (id !== undefined && sets.some((set) => spsOf(set) === spsOf(carried))) {
        this.#covered.add(id);
      }
    }
  }

  /** A malformed PPS was counted when it was to be remembered. */
  #carriedPpsId(nalUnit: Uint8Array): number | undefined {
    try {
      return this.#rules.ppsIdOf(nalUnit);
    } catch (error) {
      if (!(error instanceof MediaError)) {
        throw error;
      }
      return undefined;
    }
  }

  /**
   * Every kind of set stands behind the kind by which it is read: missing ones go in front of those of their kind
   * that the picture carries, a missing PPS behind the last SPS.
   */
  #withSets(nalUnits: readonly Uint8Array[], sets: readonly Sets[]): readonly Uint8Array[] {
    const { nalUnitType } = this.#syntax;
    const kinds = (sets[0] ?? []).map((_, kind) => missingFrom(nalUnits, sets, kind));
    if (kinds.every((missing) => missing.length === 0)) {
      return nalUnits;
    }
    const leadingTypes = (sets[0] ?? []).slice(0, -1).map((set) => nalUnitType(set));
    const carried = leadingTypes.map((type) =>
      nalUnits.filter((nalUnit) => nalUnitType(nalUnit) === type),
    );
    const rest = nalUnits.filter((nalUnit) => !leadingTypes.includes(nalUnitType(nalUnit)));
    return [...kinds.flatMap((missing, kind) => [...missing, ...(carried[kind] ?? [])]), ...rest];
  }
}

/** The sets of one kind that the NAL units lack, each once. */
function missingFrom(
  nalUnits: readonly Uint8Array[],
  sets: readonly Sets[],
  kind: number,
): readonly Uint8Array[] {
  const wanted = new Set(sets.flatMap((set) => set.slice(kind, kind + 1)));
  return [...wanted].filter((set) => !nalUnits.some((nalUnit) => sameBytes(nalUnit, set)));
}

function spsOf(sets: Sets | undefined): Uint8Array | undefined {
  return sets?.at(-2);
}
