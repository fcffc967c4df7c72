import { PictureConverter, describeMadePicture } from '@casement/media';
import type { JpegLimits } from '@casement/media';
import type { VideoFormat } from '../viewing/live-cameras.js';
import { pictureCost } from './conversion-cost.js';
import type { ConversionRecipe } from './conversion-recipe.js';

/** What a conversion of pictures makes, and by which ffmpeg. */
export type PictureRecipeOptions = {
  /** Its name for administrators, such as `h264-360`. */
  readonly target: string;
  readonly codec: 'h264' | 'jpeg';
  readonly limits: JpegLimits;
  readonly ffmpegPath: string;
};

/** How pictures are made of pictures. */
export function pictureRecipe({
  target,
  codec,
  limits,
  ffmpegPath,
}: PictureRecipeOptions): ConversionRecipe<VideoFormat, VideoFormat> {
  return {
    target,
    pick: ({ video }) => video,
    cost: (format) => pictureCost(format, codec, limits),
    start: (source, events) =>
      new PictureConverter({ ffmpegPath, source, target: codec, limits, ...events }),
    isSame: (a, b) =>
      a.codec === b.codec &&
      a.width === b.width &&
      a.height === b.height &&
      a.reorders === b.reorders,
    describe: describeMadePicture,
  };
}
