import { h264NalUnitTypes, isIdr, nalUnitType } from '../codec/h264/nal-unit-type.js';
import { ParameterSets } from '../codec/h264/parameter-sets.js';
import type { ActiveParameterSets } from '../codec/h264/parameter-sets.js';
import { parsePps } from '../codec/h264/pps.js';
import { parseSliceHeader } from '../codec/h264/slice-header.js';
import type { SliceHeader } from '../codec/h264/slice-header.js';
import { parseSps } from '../codec/h264/sps.js';
import type { Sps } from '../codec/h264/sps.js';
import { sameBytes } from '../codec/nal/same-bytes.js';
import type { DefectCounter } from '../errors/defect-counter.js';
import { MediaError } from '../errors/media-error.js';
import { tolerate } from './gate-defect.js';
import type { GateDefect } from './gate-defect.js';

/** Makes IDR pictures decodable: puts the remembered parameter sets in front of those that lack them. */
export class IdrCompleter {
  readonly #parameterSets = new ParameterSets();
  readonly #defects: DefectCounter<GateDefect>;
  /** pic_parameter_set_ids of the sets that the IDR picture completed last has. */
  #covered = new Set<number>();
  /** Those that later slices of IDR pictures were found to need as well: at most 256. */
  readonly #alsoNeeded = new Set<number>();
  #activeSps: Uint8Array | undefined;
  #video: Sps | undefined;

  /** @param defects where tolerated defects are counted */
  constructor(defects: DefectCounter<GateDefect>) {
    this.#defects = defects;
  }

  /** The SPS of the last IDR picture; a new object whenever it changed. */
  get video(): Sps | undefined {
    return this.#video;
  }

  /** See `ParameterSets.version`. */
  get parameterSetsVersion(): number {
    return this.#parameterSets.version;
  }

  /** Remembers the parameter sets among the NAL units of an access unit. */
  remember(nalUnits: readonly Uint8Array[]): void {
    for (const nalUnit of nalUnits) {
      if (isParameterSet(nalUnit)) {
        tolerate(this.#defects, 'parameter-set-malformed', () =>
          this.#parameterSets.remember(nalUnit),
        );
      }
    }
  }

  /**
   * The NAL units of an IDR picture with all parameter sets its slices refer to: the same array when nothing
   * had to be added, `undefined` when a set is not known.
   */
  complete(nalUnits: readonly Uint8Array[]): readonly Uint8Array[] | undefined {
    const sets = this.#setsOf(nalUnits.filter(isIdr));
    const first = sets?.[0];
    if (sets === undefined || first === undefined) {
      this.#defects.count('parameter-sets-missing');
      return undefined;
    }
    this.#activate(first.sps);
    this.#coverCarried(nalUnits, sets);
    return withSets(nalUnits, sets);
  }

  /**
   * Whether the picture completed last has the parameter sets of this slice, which came after it was handed
   * on. When not, the next IDR pictures will have them.
   */
  covers(slice: Uint8Array): boolean {
    const header = this.#headerOf(slice);
    if (header === undefined || this.#covered.has(header.ppsId)) {
      return header !== undefined;
    }
    this.#alsoNeeded.add(header.ppsId);
    this.#defects.count('parameter-sets-missing');
    return false;
  }

  #headerOf(slice: Uint8Array): SliceHeader | undefined {
    return tolerate(this.#defects, 'slice-header-malformed', () => parseSliceHeader(slice));
  }

  #setsOf(slices: readonly Uint8Array[]): readonly ActiveParameterSets[] | undefined {
    const ppsIds = new Set<number>();
    for (const slice of slices) {
      const header = this.#headerOf(slice);
      if (header === undefined) {
        return undefined;
      }
      ppsIds.add(header.ppsId);
    }
    for (const ppsId of this.#alsoNeeded) {
      if (this.#parameterSets.find(ppsId) !== undefined) {
        ppsIds.add(ppsId);
      }
    }
    this.#covered = ppsIds;
    const sets = [...ppsIds].map((ppsId) => this.#parameterSets.find(ppsId));
    return sets.every((set) => set !== undefined) ? sets : undefined;
  }

  /** What the picture brings along is there for its later slices too, of which nothing is known yet. */
  #coverCarried(nalUnits: readonly Uint8Array[], sets: readonly ActiveParameterSets[]): void {
    for (const id of nalUnits.map(ppsIdOf)) {
      const carried = id === undefined ? undefined : this.#parameterSets.find(id);
      if (id !== undefined && sets.some(({ sps }) => sps === carried?.sps)) {
        this.#covered.add(id);
      }
    }
  }

  #activate(sps: Uint8Array): void {
    if (sps !== this.#activeSps) {
      this.#activeSps = sps;
      this.#video = tolerate(this.#defects, 'parameter-set-malformed', () => parseSps(sps));
    }
  }
}

/** Puts a missing SPS to the front and a missing PPS behind the last SPS: a PPS is read by its SPS. */
function withSets(
  nalUnits: readonly Uint8Array[],
  sets: readonly ActiveParameterSets[],
): readonly Uint8Array[] {
  const missingSps = missingFrom(nalUnits, new Set(sets.map(({ sps }) => sps)));
  const missingPps = missingFrom(nalUnits, new Set(sets.map(({ pps }) => pps)));
  if (missingSps.length === 0 && missingPps.length === 0) {
    return nalUnits;
  }
  return [
    ...missingSps,
    ...nalUnits.filter(isSps),
    ...missingPps,
    ...nalUnits.filter((nalUnit) => !isSps(nalUnit)),
  ];
}

function missingFrom(
  nalUnits: readonly Uint8Array[],
  wanted: ReadonlySet<Uint8Array>,
): readonly Uint8Array[] {
  return [...wanted].filter((set) => !nalUnits.some((nalUnit) => sameBytes(nalUnit, set)));
}

/** The pic_parameter_set_id of a PPS; a malformed one was counted when it was to be remembered. */
function ppsIdOf(nalUnit: Uint8Array): number | undefined {
  try {
    return nalUnitType(nalUnit) === h264NalUnitTypes.pps ? parsePps(nalUnit).id : undefined;
  } catch (error) {
    if (!(error instanceof MediaError)) {
      throw error;
    }
    return undefined;
  }
}

function isSps(nalUnit: Uint8Array): boolean {
  return nalUnitType(nalUnit) === h264NalUnitTypes.sps;
}

function isParameterSet(nalUnit: Uint8Array): boolean {
  return isSps(nalUnit) || nalUnitType(nalUnit) === h264NalUnitTypes.pps;
}
