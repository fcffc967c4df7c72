import { h265Syntax } from '../codec/h265/h265-syntax.js';
import {
  h265NalUnitType,
  h265NalUnitTypes,
  isH265BlaType,
  isH265SkippedLeadingType,
} from '../codec/h265/nal-unit-type.js';
import { H265ParameterSets } from '../codec/h265/parameter-sets.js';
import { parseH265Pps } from '../codec/h265/pps.js';
import { h265ProfileName } from '../codec/h265/profile-name.js';
import { h265CodecString } from '../codec/h265/profile-tier-level.js';
import {
  parseH265PictureStart,
  parseSliceSegmentStart,
} from '../codec/h265/slice-segment-header.js';
import { parseH265Sps } from '../codec/h265/sps.js';
import type { H265Sps } from '../codec/h265/sps.js';
import type { CodecRules } from './codec-rules.js';
import { PictureOrder } from './picture-order.js';
import type { VideoDescription } from './video-description.js';

/**
 * The rules of H.265. Many encoders write B slices that only refer to the past, and announce reordering that
 * they never use: only the picture order count tells what is really shown out of order.
 */
export class H265Rules implements CodecRules {
  readonly syntax = h265Syntax;
  readonly #sets = new H265ParameterSets();
  readonly #order = new PictureOrder();
  #activeSps: Uint8Array | undefined;
  #sps: H265Sps | undefined;
  #video: VideoDescription | undefined;

  get parameterSetsVersion(): number {
    return this.#sets.version;
  }

  get video(): VideoDescription | undefined {
    return this.#video;
  }

  remember(nalUnit: Uint8Array): void {
    this.#sets.remember(nalUnit);
  }

  clear(): void {
    this.#sets.clear();
  }

  ppsIdOfSlice(slice: Uint8Array): number {
    return parseSliceSegmentStart(slice).ppsId;
  }

  ppsIdOf(nalUnit: Uint8Array): number | undefined {
    return h265NalUnitType(nalUnit) === h265NalUnitTypes.pps ? parseH265Pps(nalUnit).id : undefined;
  }

  setsFor(ppsId: number): readonly Uint8Array[] | undefined {
    const sets = this.#sets.find(ppsId);
    return sets && [sets.vps, sets.sps, sets.pps];
  }

  activate([, sps]: readonly Uint8Array[]): void {
    if (sps !== undefined && sps !== this.#activeSps) {
      this.#activeSps = sps;
      this.#sps = undefined;
      this.#video = undefined;
      this.#sps = parseH265Sps(sps);
      this.#describe(this.#sps, false);
    }
  }

  noteGap(): void {
    this.#order.restart();
  }

  notePicture(firstSlice: Uint8Array): boolean {
    const sps = this.#sps;
    const pps = this.#sets.pps(parseSliceSegmentStart(firstSlice).ppsId);
    if (sps === undefined || pps === undefined) {
      return false;
    }
    const { picOrderCntLsb } = parseH265PictureStart(firstSlice, pps, sps);
    const outOfOrder = this.#order.note(picOrderCntLsb, sps.picOrderCntBits);
    if (outOfOrder && this.#video?.reorders === false && sps.maxNumReorderPics > 0) {
      this.#describe(sps, true);
    }
    return outOfOrder;
  }

  noteReordered(): void {
    // The picture order count says so itself, and earlier.
  }

  isSkippedLeadingType(type: number): boolean {
    return isH265SkippedLeadingType(type);
  }

  isCutType(type: number): boolean {
    return isH265BlaType(type);
  }

  #describe(sps: H265Sps, reorders: boolean): void {
    this.#video = {
      codec: 'h265',
      width: sps.width,
      height: sps.height,
      codecString: h265CodecString(sps.profileTierLevel),
      reorders,
      ...(sps.fps === undefined ? {} : { framesPerSecond: sps.fps }),
      profile: h265ProfileName(sps.profileTierLevel),
    };
  }
}
