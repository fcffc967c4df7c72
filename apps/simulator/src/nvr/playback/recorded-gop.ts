import type { PictureSource } from '../live/camera-source.js';

/** A GOP on the grid of a camera's recordings, without its pictures: those are made when somebody asks. */
export type RecordedGop = {
  readonly source: PictureSource;
  /** Milliseconds since 1970 (UTC) of its first picture, a multiple of 10. */
  readonly startMs: number;
  /** Where the GOP behind it would start. */
  readonly endMs: number;
  /** Number since 1970 of its first picture in the order of the stream. */
  readonly firstPicture: number;
};

/** A picture of a recorded GOP, in the order of the stream. */
export type MadePicture = {
  readonly epochMs: number;
  /** NAL units, or a JPEG as the only item. */
  readonly data: readonly Uint8Array[];
};

const secondMs = 1_000;
/** The times of a recorder have hundredths of a second. */
const unitMs = 10;

/**
 * The GOP that contains a moment, on a grid that began in 1970: each second of a source begins with a GOP, and picture
 * j of the second was taken `1000 * j / fps` ms after its start, rounded down to 10 ms. Pure.
 */
export function gopAt(source: PictureSource, atMs: number): RecordedGop {
  const { fps, picturesPerGop } = source;
  const second = Math.floor(atMs / secondMs);
  const partMs = atMs - second * secondMs;
  let first = Math.floor((partMs * fps) / secondMs / picturesPerGop) * picturesPerGop;
  // Rounded down, the next GOP may begin earlier than the exact time says.
  if (first + picturesPerGop < fps && placeMs(fps, first + picturesPerGop) <= partMs) {
    first += picturesPerGop;
  }
  const next = first + picturesPerGop;
  return {
    source,
    startMs: second * secondMs + placeMs(fps, first),
    endMs: second * secondMs + (next < fps ? placeMs(fps, next) : secondMs),
    firstPicture: second * fps + first,
  };
}

/** When the pictures of a GOP were taken, in the order of the stream. */
export function pictureTimes({ source, firstPicture }: RecordedGop): readonly number[] {
  const { fps, picturesPerGop, displayOffset, pictureCount } = source;
  const second = Math.floor(firstPicture / fps);
  const first = firstPicture - second * fps;
  return Array.from({ length: picturesPerGop }, (_, index) => {
    const offset = displayOffset?.((firstPicture + index) % pictureCount) ?? 0;
    return second * secondMs + placeMs(fps, first + index + offset);
  });
}

/**
 * Makes the pictures of a GOP. The clock and the strips in a picture show when it was taken, its counter is its number
 * since 1970 in the order of display.
 *
 * @param shiftMs how much later than on the grid the pictures claim to be taken
 */
export function makePictures(gop: RecordedGop, shiftMs = 0): readonly MadePicture[] {
  const { source, firstPicture } = gop;
  return pictureTimes(gop).map((gridMs, place) => {
    const epochMs = gridMs + shiftMs;
    const index = (firstPicture + place) % source.pictureCount;
    const number = firstPicture + place + (source.displayOffset?.(index) ?? 0);
    return { epochMs, data: source.picture(index, epochMs, number) };
  });
}

function placeMs(fps: number, picture: number): number {
  return Math.floor((picture * secondMs) / fps / unitMs) * unitMs;
}
