/** What can be wrong with JPEG pictures; the names under which defects are counted. */
export const jpegDefects = [
  /** Dropped: it does not begin as a JPEG, or has no size before its image data. */
  'jpeg-malformed',
  /** Dropped: it ends before its EOI marker. */
  'jpeg-without-end',
  /** Dropped: beyond the limit. */
  'jpeg-too-large',
  /** Not handed on: a picture that stands for "no image". */
  'jpeg-placeholder',
] as const;

/** One of {@link jpegDefects}. */
export type JpegDefect = (typeof jpegDefects)[number];
