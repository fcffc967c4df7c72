import { parseSps } from '@casement/media';
import { bandLayout, stripGeometry } from './band/band-layout.js';
import { CameraBand } from './band/camera-band.js';
import type { MacroblockCodes } from './band/macroblock-codes.js';
import type { StripGeometry } from './band/strip-reader.js';
import type { EncodedFootage } from './encoded-footage.js';
import type { EncodingTask, FootageOptions } from './footage-options.js';
import type { NalUnitWriter } from './h264/nal-unit-writer.js';

/**
 * The pictures of a simulated camera, for ever and for any moment: a scene that repeats itself, with name,
 * clock and strips written into each picture when it is asked for.
 */
export type LiveFootage = {
  readonly camera: number;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** Pictures until the scene repeats: whole GOPs. */
  readonly pictureCount: number;
  /** Pictures from one IDR picture to the next: one second. */
  readonly picturesPerGop: number;
  /** `sprop-parameter-sets` of an SDP need them outside the pictures too. */
  readonly sps: Uint8Array;
  readonly pps: Uint8Array;
  /** Three bytes in hexadecimal, `42c01e`: for SDP and codec strings. */
  readonly profileLevelId: string;
  /** Where the strips are in these pictures. */
  readonly geometry: StripGeometry;
  /**
   * The same camera in another size, with other parameter sets under the same ids, if it was asked for.
   * To change over in mid-stream, take pictures from here from an IDR picture on (`index` a multiple of
   * `picturesPerGop`).
   */
  readonly alternative: LiveFootage | undefined;
  /**
   * The NAL units of a picture without start codes: access unit delimiter, in IDR pictures SPS, PPS and
   * sometimes SEI, then the slices. The first slice is new, the others are shared: do not change them.
   *
   * Pictures must be sent in the order of their index from a multiple of `picturesPerGop` on; moment and
   * counter may be anything.
   *
   * @param index 0, 1, 2 ...; repeats after `pictureCount`
   * @param wallClockMs milliseconds since 1970 (UTC) that the picture shows
   * @param counter shown in the identity strip modulo 2^24
   */
  picture(index: number, wallClockMs: number, counter: number): readonly Uint8Array[];
};

/** What footage is made of. */
export type LiveFootageParts = {
  readonly options: FootageOptions;
  readonly task: EncodingTask;
  readonly encoded: EncodedFootage;
  readonly alternative: LiveFootage | undefined;
  /** Shared by all cameras. */
  readonly codes: MacroblockCodes;
  readonly writer: NalUnitWriter;
};

/** Joins encoded pictures with a camera's name and number. */
export function createLiveFootage(parts: LiveFootageParts): LiveFootage {
  const { options, task, encoded, alternative, codes, writer } = parts;
  const { camera, name, timeZoneMinutes } = options;
  const { width, height, fps } = task;
  const { pictures, sps, pps } = encoded;
  const layout = bandLayout(width, height);
  const band = new CameraBand({ layout, camera, name, timeZoneMinutes, codes, writer });
  return {
    camera,
    name,
    width,
    height,
    fps,
    pictureCount: pictures.length,
    picturesPerGop: fps,
    sps,
    pps,
    profileLevelId: parseSps(sps).profileLevelId,
    geometry: stripGeometry(width, height),
    alternative,
    picture(index, wallClockMs, counter) {
      const picture = pictures[((index % pictures.length) + pictures.length) % pictures.length];
      if (picture === undefined) {
        throw new RangeError(`Footage has no picture ${String(index)}; expected a whole number`);
      }
      const { head, nalHeader, bandHeader, slices } = picture;
      return [...head, band.slice(nalHeader, bandHeader, { wallClockMs, counter }), ...slices];
    },
  };
}
