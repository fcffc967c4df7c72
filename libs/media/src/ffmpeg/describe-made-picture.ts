import { h264NalUnitTypes, nalUnitType } from '../codec/h264/nal-unit-type.js';
import { parseSps } from '../codec/h264/sps.js';
import { describeJpeg } from '../codec/jpeg/describe-jpeg.js';
import { MediaError } from '../errors/media-error.js';
import type { MediaUnit } from '../gop/media-unit.js';

/** What converted pictures are. */
export type MadePictures = {
  readonly codec: 'h264' | 'jpeg';
  readonly width: number;
  readonly height: number;
  /** Conversions never make B pictures. */
  readonly reorders: false;
  /** RFC 6381, such as `avc1.42c01f`; `jpeg`. */
  readonly codecString: string;
};

/**
 * What a made picture says of itself: H.264 in its SPS, JPEG in its frame header. `undefined` when it says nothing: it is
 * no key frame, or of another codec.
 */
export function describeMadePicture({ codec, parts }: MediaUnit): MadePictures | undefined {
  if (codec === 'jpeg') {
    const found = parts[0] && describeJpeg(parts[0]);
    return (
      found && {
        codec,
        width: found.width,
        height: found.height,
        reorders: false,
        codecString: 'jpeg',
      }
    );
  }
  const sps = parts.find((nalUnit) => nalUnitType(nalUnit) === h264NalUnitTypes.sps);
  return codec === 'h264' && sps !== undefined ? describeSps(sps) : undefined;
}

function describeSps(nalUnit: Uint8Array): MadePictures | undefined {
  try {
    const { width, height, profileLevelId } = parseSps(nalUnit);
    return { codec: 'h264', width, height, reorders: false, codecString: `avc1.${profileLevelId}` };
  } catch (error) {
    if (error instanceof MediaError) {
      return undefined;
    }
    throw error;
  }
}
