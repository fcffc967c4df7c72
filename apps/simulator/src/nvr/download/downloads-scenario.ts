import { z } from 'zod';

const mebibyte = 1_048_576;

/** How the recorder writes the headers of a part; see {@link downloadsSchema}. */
export const downloadHeaderForms = ['document', 'figure', 'corrected', 'smart-quotes'] as const;

/** How the recorder makes files of its recordings (6.3): where nobody documents what it does, a scenario chooses. */
export const downloadsSchema = z.strictObject({
  /** What STARTTIME and ENDTIME are: UTC on a real recorder, although no document says so (B6). */
  time: z.enum(['utc', 'local']).default('utc'),
  /** Downloads at a time; one more gets status 3 at once (B68, DL10). */
  max: z.int().min(1).max(16).default(2),
  /** What all downloads together get; without it as fast as they are read. */
  bytesPerSecond: z.int().min(1_000).max(10_000_000_000).optional(),
  /** A file gets no more GOPs once it has so many bytes (DL02). The recorder makes a file in memory before it sends it. */
  splitBytes: z
    .int()
    .min(10_000)
    .max(256 * mebibyte)
    .default(64 * mebibyte),
  /** A file is sent in parts of at most so many bytes that repeat its name; without it each file is one part (DL01). */
  partBytes: z
    .int()
    .min(1_000)
    .max(256 * mebibyte)
    .optional(),
  /**
   * Names in the headers (B66): as in the text of 6.3.1; `X-Temp-Filename` as in its figure; with everything spelt right;
   * or as in the text with the typographic quotes of the document.
   */
  headers: z.enum(downloadHeaderForms).default('document'),
  /** The time in a file's name: of its first picture, or of the range that was asked for, so that names may repeat. */
  nameTime: z.enum(['file', 'range']).default('file'),
});

/** How the recorder makes files, as a scenario says it. */
export type DownloadsScenario = z.output<typeof downloadsSchema>;
