import { hasSliceHeader, isIdr, isVclType, nalUnitType } from '../codec/h264/nal-unit-type.js';
import { isFirstSlice, parseSliceHeader } from '../codec/h264/slice-header.js';
import type { Sps } from '../codec/h264/sps.js';
import type { RtpAccessUnit } from '../codec/nal/access-unit-assembler.js';
import { DefectCounter } from '../errors/defect-counter.js';
import { gateDefects, tolerate } from './gate-defect.js';
import type { GateDefect } from './gate-defect.js';
import { IdrCompleter } from './idr-completer.js';

/**
 * What happens to the pictures after a loss.
 *
 * - `until-random-access`: they are dropped until the next IDR picture, so nobody sees torn pictures.
 * - `continue`: they are handed over, for consumers that conceal errors themselves. Only pictures that are
 *   incomplete are dropped.
 */
export type LossPolicy = 'until-random-access' | 'continue';

/** An access unit that may be handed over. */
export type AdmittedUnit = {
  /** With the parameter sets in front, when an IDR picture came without them. */
  readonly nalUnits: readonly Uint8Array[];
  readonly randomAccess: boolean;
  readonly discontinuity: boolean;
};

type GateState = 'before-first' | 'awaiting' | 'passing';

/** Lets access units through from an IDR picture on, and after a loss from the next one on. */
export class RandomAccessGate {
  readonly #policy: LossPolicy;
  readonly #defects = new DefectCounter<GateDefect>(gateDefects);
  readonly #completer = new IdrCompleter(this.#defects);
  #state: GateState = 'before-first';
  #stateBefore: GateState = 'before-first';
  #discontinuity = false;
  #bPictures = 0;

  constructor(policy: LossPolicy) {
    this.#policy = policy;
  }

  get defects(): Readonly<Record<GateDefect, number>> {
    return this.#defects.snapshot();
  }

  /** The SPS of the last IDR picture; a new object whenever it changed. */
  get video(): Sps | undefined {
    return this.#completer.video;
  }

  /** See `ParameterSets.version`. */
  get parameterSetsVersion(): number {
    return this.#completer.parameterSetsVersion;
  }

  /** Pictures admitted whose first slice has type B. */
  get bPictures(): number {
    return this.#bPictures;
  }

  /** What comes next is not the successor of what was admitted last. */
  noteLoss(): void {
    if (this.#state === 'before-first') {
      return;
    }
    this.#discontinuity = true;
    if (this.#policy === 'until-random-access') {
      this.#state = 'awaiting';
    }
  }

  /** Remembers parameter sets that came behind the slices of an admitted access unit. */
  remember(nalUnits: readonly Uint8Array[]): void {
    this.#completer.remember(nalUnits);
  }

  /** Whether a later slice of the IDR picture admitted last has its parameter sets. */
  admitsIdrSlice(slice: Uint8Array): boolean {
    return this.#completer.covers(slice);
  }

  /** The access unit admitted last turned out to be incomplete: as if it had been lost. */
  withdraw(): void {
    this.#state = this.#stateBefore;
    this.noteLoss();
  }

  /** The access unit as it may be handed over, or `undefined` when it has to be dropped. */
  admit({ nalUnits, lossBefore }: RtpAccessUnit): AdmittedUnit | undefined {
    this.#completer.remember(nalUnits);
    if (lossBefore) {
      this.noteLoss();
    }
    if (lossBefore && beginsInTheMiddle(nalUnits)) {
      this.#defects.count('first-slice-missing');
      return undefined;
    }
    const isIdrPicture = nalUnits.some(isIdr);
    const decodable = isIdrPicture ? this.#completer.complete(nalUnits) : undefined;
    if (isIdrPicture && decodable === undefined) {
      this.noteLoss();
    }
    if (this.#state !== 'passing' && decodable === undefined) {
      this.#defects.count('awaiting-random-access');
      return undefined;
    }
    this.#countBPicture(nalUnits);
    return this.#pass(decodable ?? nalUnits, decodable !== undefined);
  }

  #pass(nalUnits: readonly Uint8Array[], randomAccess: boolean): AdmittedUnit {
    const discontinuity = this.#discontinuity;
    this.#stateBefore = this.#state;
    this.#state = 'passing';
    this.#discontinuity = false;
    return { nalUnits, randomAccess, discontinuity };
  }

  #countBPicture(nalUnits: readonly Uint8Array[]): void {
    const slice = nalUnits.find((nalUnit) => hasSliceHeader(nalUnitType(nalUnit)));
    const header =
      slice && tolerate(this.#defects, 'slice-header-malformed', () => parseSliceHeader(slice));
    this.#bPictures += header?.sliceType === 'B' ? 1 : 0;
  }
}

/** Whether the picture lacks its first slice. */
function beginsInTheMiddle(nalUnits: readonly Uint8Array[]): boolean {
  const first = nalUnits.find((nalUnit) => isVclType(nalUnitType(nalUnit)));
  return first !== undefined && !(hasSliceHeader(nalUnitType(first)) && isFirstSlice(first));
}
