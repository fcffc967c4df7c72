import { h264Syntax } from '../codec/h264/h264-syntax.js';
import { h264NalUnitTypes, nalUnitType } from '../codec/h264/nal-unit-type.js';
import { ParameterSets } from '../codec/h264/parameter-sets.js';
import { pictureReordering } from '../codec/h264/picture-reordering.js';
import { parsePps } from '../codec/h264/pps.js';
import { h264ProfileName } from '../codec/h264/profile-name.js';
import { parseSliceHeader } from '../codec/h264/slice-header.js';
import { parseSps } from '../codec/h264/sps.js';
import type { Sps } from '../codec/h264/sps.js';
import type { CodecRules } from './codec-rules.js';
import type { VideoDescription } from './video-description.js';

/** The rules of H.264: B pictures are taken for reordered where the SPS does not rule that out. */
export class H264Rules implements CodecRules {
  readonly syntax = h264Syntax;
  readonly #sets = new ParameterSets();
  #activeSps: Uint8Array | undefined;
  #sps: Sps | undefined;
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
    return parseSliceHeader(slice).ppsId;
  }

  ppsIdOf(nalUnit: Uint8Array): number | undefined {
    return nalUnitType(nalUnit) === h264NalUnitTypes.pps ? parsePps(nalUnit).id : undefined;
  }

  setsFor(ppsId: number): readonly Uint8Array[] | undefined {
    const sets = this.#sets.find(ppsId);
    return sets && [sets.sps, sets.pps];
  }

  activate([sps]: readonly Uint8Array[]): void {
    if (sps !== undefined && sps !== this.#activeSps) {
      this.#activeSps = sps;
      this.#sps = undefined;
      this.#video = undefined;
      this.#sps = parseSps(sps);
      this.#describe(this.#sps, false);
    }
  }

  noteGap(): void {
    // The kinds of pictures are told by their own slices.
  }

  notePicture(firstSlice: Uint8Array): boolean {
    const isB = parseSliceHeader(firstSlice).sliceType === 'B';
    if (isB) {
      this.noteReordered();
    }
    return isB;
  }

  noteReordered(): void {
    const sps = this.#sps;
    if (sps && this.#video?.reorders === false && pictureReordering(sps) !== 'none') {
      this.#describe(sps, true);
    }
  }

  isSkippedLeadingType(): boolean {
    return false;
  }

  isCutType(): boolean {
    return false;
  }

  #describe(sps: Sps, reorders: boolean): void {
    this.#video = {
      codec: 'h264',
      width: sps.width,
      height: sps.height,
      codecString: `avc1.${sps.profileLevelId}`,
      reorders,
      ...(sps.fps === undefined ? {} : { framesPerSecond: sps.fps }),
      profile: h264ProfileName(sps),
    };
  }
}
