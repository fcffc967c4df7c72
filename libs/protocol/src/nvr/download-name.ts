/** Longest name that is taken from a recorder, in characters (B67). */
export const MAX_DOWNLOAD_NAME_CHARS = 128;

/** B67: a name and nothing else, which no file system reads as a path, an option or a hidden file. */
const SAFE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/u;
const EXTENSION = /\.(tmp|mp4|n3r|n3a|n3n)$/u;
/** Windows takes these for devices, whatever follows the first dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)\./iu;

/** Ending of a file that a recorder makes: still arriving, MP4, N3 pictures, N3 sound, list (NVR v1.4R1 6.3.2). */
export type DownloadExtension = 'tmp' | 'mp4' | 'n3r' | 'n3a' | 'n3n';

/**
 * A file name that a recorder proposes, as it is, if it is harmless; `undefined` otherwise (B67, DL05). Strict: at most
 * 128 of `A-Za-z0-9._-`, none of `.` and `-` in front, one of the documented endings, no device of Windows. Never throws.
 */
export function safeDownloadName(text: string): string | undefined {
  return SAFE_NAME.test(text) && EXTENSION.test(text) && !DEVICE.test(text) ? text : undefined;
}

/** The documented ending of a name, whatever stands before it; `undefined` without one. */
export function downloadExtension(text: string): DownloadExtension | undefined {
  return EXTENSION.exec(text)?.[1] as DownloadExtension | undefined;
}

/** A safe name with another ending. */
export function withExtension(name: string, extension: DownloadExtension): string {
  return name.replace(EXTENSION, `.${extension}`);
}

/** A safe name with `-1`, `-2`… before its ending; still no longer than allowed (E.4: nothing is overwritten). */
export function withNumber(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  const tail = `-${String(number)}${name.slice(dot)}`;
  return `${name.slice(0, Math.min(dot, MAX_DOWNLOAD_NAME_CHARS - tail.length))}${tail}`;
}

/** Whether two names are alike but for their endings. */
export function isSameName(oneName: string, otherName: string): boolean {
  return withoutEnding(oneName) === withoutEnding(otherName);
}

/**
 * Whether a temporary and a final name mean the same file: alike but for their endings, and for the third field
 * (`_3000_`), which tells the place of a file among several and may change when a file turns out not to be the only
 * one (B70).
 */
export function isSameFile(temporaryName: string, finalName: string): boolean {
  return bareName(temporaryName) === bareName(finalName);
}

function bareName(name: string): string {
  return withoutEnding(name).replace(/^(\d+_\d+)_\d+_/u, '$1_');
}

function withoutEnding(name: string): string {
  return name.replace(/\.[^.]*$/u, '');
}
