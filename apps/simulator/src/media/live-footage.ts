import { parseSps } from '@casement/media';
import type { BandLayout } from './band/band-layout.js';
import { bandLayout, stripGeometry } from './band/band-layout.js';
import { CameraBand, flashDurationMs } from './band/camera-band.js';
import type { MacroblockCodes } from './band/macroblock-codes.js';
import type { StripGeometry } from './band/strip-reader.js';
import type { EncodedFootage } from './encoded-footage.js';
import type { EncodingTask, FootageOptions } from './footage-options.js';
import type { NalUnitWriter } from './h264/nal-unit-writer.js';
import type { PictureCodec } from './picture-codec.js';
import { displayOrder } from './display-order.js';

/**
 * The pictures of a simulated camera, for ever and for any moment: a scene that repeats itself, with name,
 * clock and strips written into each picture when it is asked for.
 */
export type LiveFootage = {
  readonly codec: PictureCodec;
  readonly camera: number;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** Pictures until the scene repeats: whole GOPs. */
  readonly pictureCount: number;
  /** Pictures from one random access picture to the next: one second, of JPEG one picture. */
  readonly picturesPerGop: number;
  /** Where the strips are in these pictures. */
  readonly geometry: StripGeometry;
  /**
   * The same camera with other pictures: size, codec or rate, with other parameter sets under the same ids, if it was
   * asked for. To change over in mid-stream, take pictures from here from a random access picture on (`index` a
   * multiple of `picturesPerGop`).
   */
  readonly alternative: LiveFootage | undefined;
  /**
   * How many pictures later than its place in the stream picture `index` is shown: 0 without B pictures, negative for
   * them. At most {@link reorderDelay}.
   */
  readonly displayOffset: (index: number) => number;
  /** Pictures by which the stream is late, so that none is sent before it was taken. */
  readonly reorderDelay: number;
  /**
   * A picture: its NAL units without start codes, or the JPEG as the only item. Access unit delimiter, in random
   * access pictures the parameter sets and sometimes SEI, then the slices. Those of the band are new, the others are
   * shared: do not change them.
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

/** Footage in H.264, with what an SDP needs. */
export type H264LiveFootage = LiveFootage & {
  readonly codec: 'h264';
  readonly sps: Uint8Array;
  readonly pps: Uint8Array;
  /** Three bytes in hexadecimal, `42c01e`: for SDP and codec strings. */
  readonly profileLevelId: string;
};

/** What footage is made of, whatever its codec. */
export type FootageFrame = {
  readonly options: FootageOptions;
  readonly task: EncodingTask;
  readonly alternative: LiveFootage | undefined;
};

/** What H.264 footage is made of. */
export type LiveFootageParts = FootageFrame & {
  readonly encoded: EncodedFootage;
  /** Shared by all cameras. */
  readonly codes: MacroblockCodes;
  readonly writer: NalUnitWriter;
};

/** Joins encoded pictures with a camera's name and number. */
export function createLiveFootage(parts: LiveFootageParts): H264LiveFootage {
  const { task, encoded, codes, writer } = parts;
  const { pictures, orderModulus, sps, pps } = encoded;
  const { layout, band } = cameraBandOf(parts, codes, writer);
  const order = displayOrder(pictures, task.fps, orderModulus);
  return {
    ...commonOf(parts, layout),
    codec: 'h264',
    pictureCount: pictures.length,
    picturesPerGop: task.fps,
    sps,
    pps,
    profileLevelId: parseSps(sps).profileLevelId,
    ...order,
    picture(index, wallClockMs, counter) {
      const { head, nalHeader, bandHeader, slices } = pictureAt(pictures, index);
      return [...head, band.slice(nalHeader, bandHeader, { wallClockMs, counter }), ...slices];
    },
  };
}

/** What footage of all codecs has in common. */
export function commonOf(
  { options, task, alternative }: FootageFrame,
  { width, height }: BandLayout,
): Pick<LiveFootage, 'camera' | 'name' | 'width' | 'height' | 'fps' | 'geometry' | 'alternative'> {
  return {
    camera: options.camera,
    name: options.name,
    width,
    height,
    fps: task.fps,
    geometry: stripGeometry(width, height),
    alternative,
  };
}

/** The band of a footage's camera; its lamp is lit for at least one picture. */
export function cameraBandOf(
  { options, task }: FootageFrame,
  codes: MacroblockCodes,
  writer: NalUnitWriter,
): { readonly layout: BandLayout; readonly band: CameraBand } {
  const { camera, name, timeZoneMinutes } = options;
  const layout = bandLayout(task.width, task.height);
  const flashMs = Math.max(flashDurationMs, 1000 / task.fps);
  const band = new CameraBand({ layout, camera, name, timeZoneMinutes, flashMs, codes, writer });
  return { layout, band };
}

/** The picture with an index that may lie beyond the end. @throws RangeError for what is no whole number */
export function pictureAt<Picture>(pictures: readonly Picture[], index: number): Picture {
  const picture = pictures[((index % pictures.length) + pictures.length) % pictures.length];
  if (picture === undefined) {
    throw new RangeError(`Footage has no picture ${String(index)}; expected a whole number`);
  }
  return picture;
}
