import type { RtpAccessUnit } from '../codec/nal/access-unit-assembler.js';
import type { NalCodec, NalSyntax } from '../codec/nal/nal-syntax.js';
import { DefectCounter } from '../errors/defect-counter.js';
import type { CodecRules } from './codec-rules.js';
import { gateDefects, tolerate } from './gate-defect.js';
import type { GateDefect } from './gate-defect.js';
import { H264Rules } from './h264-rules.js';
import { H265Rules } from './h265-rules.js';
import { RandomAccessCompleter } from './random-access-completer.js';
import type { VideoDescription } from './video-description.js';

/**
 * What happens to the pictures after a loss.
 *
 * - `until-random-access`: they are dropped until the next random access picture (H.264: IDR, H.265: IRAP), so
 *   nobody sees torn pictures.
 * - `continue`: they are handed over, for consumers that conceal errors themselves. Only pictures that are
 *   incomplete are dropped.
 */
export type LossPolicy = 'until-random-access' | 'continue';

/** An access unit that may be handed over. */
export type AdmittedUnit = {
  /** With the parameter sets in front, when a random access picture came without them. */
  readonly nalUnits: readonly Uint8Array[];
  readonly randomAccess: boolean;
  readonly discontinuity: boolean;
};

type GateState = 'before-first' | 'awaiting' | 'passing';

/** A picture's timestamp lies before the one in front of it by less than this: it is shown earlier. 1 s at 90 kHz. */
const maxStepBack = 90_000;

/** So many steps back, with no more than so many pictures from one to the next, are an order and not a broken clock. */
const stepsBackOfAnOrder = 3;
const picturesBetweenSteps = 32;

type CodecSide = { readonly rules: CodecRules; readonly completer: RandomAccessCompleter };

/**
 * Lets access units through from a random access picture on, and after a loss or a change of the codec from the
 * next one on. Leading pictures that refer to what was missed (RASL of H.265) are dropped with it.
 */
export class RandomAccessGate {
  readonly #policy: LossPolicy;
  readonly #defects = new DefectCounter<GateDefect>(gateDefects);
  readonly #sides: Readonly<Record<NalCodec, CodecSide>>;
  #side: CodecSide;
  /** Whose random access picture was admitted last. */
  #shown: CodecRules | undefined;
  #state: GateState = 'before-first';
  #stateBefore: GateState = 'before-first';
  #discontinuity = false;
  /** Decoding started at the random access picture admitted last: what leads it cannot be decoded. */
  #skipsLeading = false;
  #bPictures = 0;
  #timestamp: number | undefined;
  #stepsBack = 0;
  #sinceStepBack = 0;

  constructor(policy: LossPolicy) {
    this.#policy = policy;
    this.#sides = { h264: this.#sideOf(new H264Rules()), h265: this.#sideOf(new H265Rules()) };
    this.#side = this.#sides.h264;
  }

  get defects(): Readonly<Record<GateDefect, number>> {
    return this.#defects.snapshot();
  }

  /** Of the access units that come. */
  get syntax(): NalSyntax {
    return this.#side.rules.syntax;
  }

  /** What the pictures from the last random access picture on are; a new object whenever it changed. */
  get video(): VideoDescription | undefined {
    return this.#shown?.video;
  }

  /** Grows whenever a parameter set is new or changes. */
  get parameterSetsVersion(): number {
    const { h264, h265 } = this.#sides;
    return h264.rules.parameterSetsVersion + h265.rules.parameterSetsVersion;
  }

  /**
   * Pictures admitted that may be shown before one admitted earlier: H.264 pictures whose first slice has type B,
   * H.265 pictures whose picture order count goes back, and those whose timestamp says so.
   */
  get bPictures(): number {
    return this.#bPictures;
  }

  /** The access units that follow are of this codec. A change begins with a random access picture. */
  use(codec: NalCodec): void {
    const side = this.#sides[codec];
    if (side === this.#side) {
      return;
    }
    this.#side = side;
    side.rules.clear();
    this.noteLoss();
    if (this.#state === 'passing') {
      this.#state = 'awaiting';
    }
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
    this.#side.completer.remember(nalUnits);
  }

  /** Whether a later slice of the random access picture admitted last has its parameter sets. */
  admitsRandomAccessSlice(slice: Uint8Array): boolean {
    return this.#side.completer.covers(slice);
  }

  /** The access unit admitted last turned out to be incomplete: as if it had been lost. */
  withdraw(): void {
    this.#state = this.#stateBefore;
    this.noteLoss();
  }

  /** The access unit as it may be handed over, or `undefined` when it has to be dropped. */
  admit({ nalUnits, lossBefore, timestamp }: RtpAccessUnit): AdmittedUnit | undefined {
    this.#side.completer.remember(nalUnits);
    if (lossBefore) {
      this.noteLoss();
    }
    const first = this.#firstSliceOf(nalUnits);
    if (lossBefore && first !== undefined && !this.#isFirstOfPicture(first)) {
      this.#defects.count('first-slice-missing');
      return undefined;
    }
    const { nalUnitType, isRandomAccessType } = this.syntax;
    const isRandomAccess = nalUnits.some((nalUnit) => isRandomAccessType(nalUnitType(nalUnit)));
    const decodable = isRandomAccess ? this.#side.completer.complete(nalUnits) : undefined;
    if (isRandomAccess && decodable === undefined) {
      this.noteLoss();
    }
    const refusal = decodable === undefined ? this.#refusalOf(first) : undefined;
    if (refusal !== undefined) {
      this.#defects.count(refusal);
      return undefined;
    }
    const admitted = this.#pass(decodable ?? nalUnits, decodable !== undefined, first);
    this.#noteTimestamp(timestamp, admitted.randomAccess || admitted.discontinuity);
    return admitted;
  }

  #sideOf(rules: CodecRules): CodecSide {
    return { rules, completer: new RandomAccessCompleter(rules, this.#defects) };
  }

  #firstSliceOf(nalUnits: readonly Uint8Array[]): Uint8Array | undefined {
    const { nalUnitType, isVclType } = this.syntax;
    return nalUnits.find((nalUnit) => isVclType(nalUnitType(nalUnit)));
  }

  #isFirstOfPicture(slice: Uint8Array): boolean {
    const { headerBytes, nalUnitType, hasSliceHeader, startsPicture } = this.syntax;
    return hasSliceHeader(nalUnitType(slice)) && startsPicture(slice.subarray(headerBytes));
  }

  /** Why a picture where decoding cannot start is dropped. */
  #refusalOf(first: Uint8Array | undefined): GateDefect | undefined {
    if (this.#state !== 'passing') {
      return 'awaiting-random-access';
    }
    const { rules } = this.#side;
    return this.#skipsLeading &&
      first !== undefined &&
      rules.isSkippedLeadingType(rules.syntax.nalUnitType(first))
      ? 'leading-picture-skipped'
      : undefined;
  }

  #pass(
    nalUnits: readonly Uint8Array[],
    randomAccess: boolean,
    first: Uint8Array | undefined,
  ): AdmittedUnit {
    const discontinuity = this.#discontinuity;
    if (randomAccess) {
      this.#startAt(first, discontinuity || this.#state !== 'passing');
    }
    this.#stateBefore = this.#state;
    this.#state = 'passing';
    this.#discontinuity = false;
    this.#notePicture(first);
    return { nalUnits, randomAccess, discontinuity };
  }

  #startAt(first: Uint8Array | undefined, isNewStart: boolean): void {
    const { rules } = this.#side;
    this.#shown = rules;
    if (isNewStart) {
      rules.noteGap();
    }
    this.#skipsLeading =
      isNewStart || (first !== undefined && rules.isCutType(rules.syntax.nalUnitType(first)));
  }

  #notePicture(first: Uint8Array | undefined): void {
    if (first === undefined || !this.syntax.hasSliceHeader(this.syntax.nalUnitType(first))) {
      return;
    }
    const isB = tolerate(this.#defects, 'slice-header-malformed', () =>
      this.#side.rules.notePicture(first),
    );
    this.#bPictures += isB === true ? 1 : 0;
  }

  /**
   * A picture may begin with a slice that is none of type B and have such slices further down, of which nothing is
   * known yet when its first bytes are handed on: then the timestamps tell.
   */
  #noteTimestamp(timestamp: number, isNewStart: boolean): void {
    const step =
      isNewStart || this.#timestamp === undefined ? 1 : (timestamp - this.#timestamp) | 0;
    this.#timestamp = timestamp;
    this.#sinceStepBack += 1;
    if (step >= 0 || step < -maxStepBack) {
      return;
    }
    this.#stepsBack = this.#sinceStepBack > picturesBetweenSteps ? 1 : this.#stepsBack + 1;
    this.#sinceStepBack = 0;
    if (this.#stepsBack >= stepsBackOfAnOrder) {
      this.#bPictures += 1;
      this.#side.rules.noteReordered();
    }
  }
}
