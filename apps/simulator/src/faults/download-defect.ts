import { z } from 'zod';
import { faultCameras } from './fault-scope.js';

/** Names that no client should write to its disk (DL05). */
export const nameDefects = ['traversal', 'drive', 'nul', 'long-name', 'hidden', 'no-name'] as const;

/** Parts in another order, or with other headers, than they should have. */
export const partDefects = [
  'wrong-previous',
  'missing-previous',
  'no-end',
  'empty-file',
  'busy-later',
  'unknown-status',
  'lying-length',
  'short-length',
] as const;

/** Ends of the connection within the answer. */
export const lineDefects = ['cut', 'reset', 'stall'] as const;

/** See {@link nameDefects}. */
export type NameDefect = (typeof nameDefects)[number];

/** See {@link partDefects}. */
export type PartDefect = (typeof partDefects)[number];

/** See {@link lineDefects}. */
export type LineDefect = (typeof lineDefects)[number];

/**
 * Downloads that start while the fault is set and are not what they should be (httpdl.cgi, E.4):
 *
 * - `cut`, `reset`, `stall`: after `afterBytes` bytes of the answer the connection ends, is reset, or stays and says nothing
 * - `traversal`, `drive`, `nul`, `long-name`, `hidden`, `no-name`: names such as `../../etc/x.mp4`, `C:\x.mp4`, with NUL, of
 *   300 characters, `.x.mp4`, and a header without `filename =`
 * - `wrong-previous`: a file that was never open is renamed (DL06)
 * - `missing-previous`: no file is renamed
 * - `no-end`: the part that renames the last file never comes
 * - `empty-file`: files without a byte
 * - `busy-later`: status 3 in the part behind the first file
 * - `unknown-status`: status 7 in all parts
 * - `lying-length`, `short-length`: the length of a part is 1,000 more, or less, than it has
 */
export const downloadDefectSchema = z.strictObject({
  kind: z.literal('download-defect'),
  ...faultCameras,
  form: z.enum([...nameDefects, ...partDefects, ...lineDefects]),
  /** Of `cut`, `reset` and `stall`. */
  afterBytes: z.int().min(0).max(1_000_000_000_000).default(100_000),
  /** So many downloads; without it as long as the fault stays. */
  times: z.int().positive().max(1_000_000).optional(),
});

/** See {@link downloadDefectSchema}. */
export type DownloadDefect = z.infer<typeof downloadDefectSchema>;

/** Downloads are answered with this status and nothing else: 1 nothing recorded, 2 no MP4 of it, 3 too many at once. */
export const downloadStatusSchema = z.strictObject({
  kind: z.literal('download-status'),
  ...faultCameras,
  status: z.int().min(0).max(99),
  /** So many downloads; without it as long as the fault stays. */
  times: z.int().positive().max(1_000_000).optional(),
});
