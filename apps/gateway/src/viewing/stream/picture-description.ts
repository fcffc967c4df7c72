import {
  MediaError,
  h264NalUnitTypes,
  h265CodecString,
  h265NalUnitType,
  h265NalUnitTypes,
  nalUnitType,
  parseH265Sps,
  parseSps,
} from '@casement/media';
import type { MediaUnit } from '@casement/media';
import type { VideoFormat } from '../live-cameras.js';

/** What a decoder has to be told of pictures. */
export type PictureDescription = {
  readonly codecString: string;
  /** null while unknown; a JPEG says it itself. */
  readonly width: number | null;
  readonly height: number | null;
};

/**
 * What a decoder has to be told of a picture where decoding may start: from its own parameter sets, because what is
 * known of the supply may be about pictures before or after this one.
 *
 * @returns undefined for a picture that does not say what it is
 */
export function describePicture(
  { codec, parts }: MediaUnit,
  format: VideoFormat | undefined,
): PictureDescription | undefined {
  try {
    if (codec === 'h264') {
      const sps = parts.find((part) => nalUnitType(part) === h264NalUnitTypes.sps);
      return sps && ofH264(sps);
    }
    if (codec === 'h265') {
      const sps = parts.find((part) => h265NalUnitType(part) === h265NalUnitTypes.sps);
      return sps && ofH265(sps);
    }
    const known = format?.codec === codec ? format : undefined;
    return { codecString: codec, width: known?.width ?? null, height: known?.height ?? null };
  } catch (error) {
    if (error instanceof MediaError) {
      return undefined;
    }
    throw error;
  }
}

function ofH264(bytes: Uint8Array): PictureDescription {
  const { profileLevelId, width, height } = parseSps(bytes);
  return { codecString: `avc1.${profileLevelId}`, width, height };
}

function ofH265(bytes: Uint8Array): PictureDescription {
  const { profileTierLevel, width, height } = parseH265Sps(bytes);
  return { codecString: h265CodecString(profileTierLevel), width, height };
}
