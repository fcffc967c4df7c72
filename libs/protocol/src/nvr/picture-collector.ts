import type { DefectList } from './defect-list.js';
import { layout } from './playback-layout.js';
import { readCameraInformation } from './playback-information.js';
import type { RecordedPicture } from './playback-body.js';
import { readPacket, readStreamHeader, searchUnit, unitAt } from './playback-units.js';
import type { UnitPlace } from './playback-units.js';
import { fillMissingTimes } from './picture-times.js';
import type { TimedPicture } from './picture-times.js';
import type { RecorderFields } from './recorder-fields.js';
import type { Tlv } from './tlv.js';

/** A minute with 120 pictures per second; more are counted and left out. */
const MAX_PICTURES = 8192;

/** Walks the units of a body from picture to picture (B31 to B33). */
export class PictureCollector {
  readonly #body: Uint8Array;
  readonly #information: RecorderFields;
  readonly #defects: DefectList;
  readonly #pictures: TimedPicture[] = [];
  #found = 0;
  #isTruncated = false;

  constructor(body: Uint8Array, information: RecorderFields, defects: DefectList) {
    this.#body = body;
    this.#information = information;
    this.#defects = defects;
  }

  /** Takes the given unit and all that follow it, in their order. */
  collect(first: UnitPlace, cameraInformation?: readonly Tlv[]): void {
    let unit: UnitPlace | undefined = first;
    let camera = cameraInformation;
    while (unit !== undefined) {
      const end: number | undefined = this.#take(unit, camera);
      camera = undefined;
      unit = end === undefined ? undefined : this.#next(end);
    }
  }

  /** Notes that the body ends too early. */
  cut(defect: string): void {
    this.#isTruncated = true;
    this.#defects.add(defect);
  }

  /** The pictures, all with a time, and what was odd about their number (PB15). */
  finish(): { readonly pictures: readonly RecordedPicture[]; readonly isTruncated: boolean } {
    const { frameCount, imagePresent } = this.#information;
    if (this.#found < (frameCount ?? 0) && this.#body.length % layout.bodyAlignment !== 0) {
      // Neither all pictures nor the padding behind them: what came is the begin of a body.
      this.#isTruncated = true;
    }
    if (this.#found > this.#pictures.length) {
      const left = this.#found - this.#pictures.length;
      this.#defects.add(`${String(left)} pictures left out: without data, or too many`);
    }
    if (imagePresent === false && this.#found > 0) {
      this.#defects.add(`TLV 0x000c says no image; found ${String(this.#found)}`);
    } else if (frameCount !== undefined && frameCount !== this.#found) {
      this.#defects.add(`TLV 0x0008 says ${String(frameCount)} pictures; found ${this.#found}`);
    } else if (this.#found === 0 && imagePresent !== false) {
      this.#defects.add('no picture');
    }
    const { pictures, defect } = fillMissingTimes(this.#pictures, this.#information);
    this.#defects.add(...(defect === undefined ? [] : [defect]));
    return { pictures, isTruncated: this.#isTruncated };
  }

  /** Takes a picture; the place behind it, or `undefined` when none can be behind it. */
  #take(unit: UnitPlace, cameraInformation: readonly Tlv[] | undefined): number | undefined {
    const packet = readPacket(this.#body, unit.packetAt);
    if (packet.kind !== 'picture') {
      this.cut(packet.defect);
      return undefined;
    }
    this.#defects.add(...(packet.defect === undefined ? [] : [packet.defect]));
    this.#found += 1;
    if (packet.data.length > 0 && this.#pictures.length < MAX_PICTURES) {
      this.#keep(
        unit,
        packet.data,
        cameraInformation ?? readCameraInformation(unit.informationBytes),
      );
    }
    return packet.end;
  }

  #keep(unit: UnitPlace, data: Uint8Array, cameraInformation: readonly Tlv[]): void {
    if (unit.streamAt === undefined) {
      this.#pictures.push({ epochMs: undefined, data, gop: undefined, cameraInformation });
      return;
    }
    const { epochMs, start, end, defects } = readStreamHeader(this.#body, unit.streamAt);
    this.#defects.add(...defects);
    this.#pictures.push({ epochMs, data, gop: { start, end }, cameraInformation });
  }

  #next(from: number): UnitPlace | undefined {
    const unit = unitAt(this.#body, from, true);
    if (unit === 'cut') {
      this.cut('the body ends within the headers of a picture');
      return undefined;
    }
    if (unit !== undefined || !this.#maySearch(from)) {
      return unit;
    }
    const found = searchUnit(this.#body, from);
    if (found !== undefined) {
      const skipped = found.packetAt - layout.streamHeader - layout.reserved - from;
      this.#defects.add(`${String(skipped)} bytes in front of a picture make no sense`);
    }
    return found;
  }

  /**
   * The padding at the end may be anything, also what an older body left there (B33): when all pictures are there it is
   * not searched for more.
   */
  #maySearch(from: number): boolean {
    const { frameCount, imagePresent } = this.#information;
    const isPadding =
      frameCount !== undefined &&
      this.#found >= frameCount &&
      this.#body.length - from < layout.bodyAlignment;
    return !isPadding && imagePresent !== false;
  }
}
