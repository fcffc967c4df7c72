import { wallClockText } from '../../time-zone.js';
import type { RecorderClock } from '../recorder-clock.js';

/** The endings of files (6.3.2): MP4, pictures, sound and list in the recorder's own formats. */
export type DownloadExtension = 'mp4' | 'n3r' | 'n3a' | 'n3n';

/** A file that is ready to be sent. */
export type DownloadFile = {
  /** Its name without ending. */
  readonly name: string;
  readonly extension: DownloadExtension;
  readonly bytes: number;
  readonly contents: readonly Uint8Array[];
};

/** What stands in a name. */
export type DownloadNaming = {
  readonly camera: number;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** Pictures and lists, or sound. */
  readonly medium: 'pictures' | 'sound';
};

/**
 * A file's name as 6.3.1 shows it, `001_231115000000_3000_7f_00_01`: camera, local time, and what looks like its place
 * among the files: 1000 the first, 2000 the last, 3000 both (B70).
 */
export function downloadName(
  clock: RecorderClock,
  { camera, timeMs, isFirst, isLast, medium }: DownloadNaming,
): string {
  const time = wallClockText(timeMs, clock.zoneAt(timeMs)).replace(/\D/g, '').slice(2);
  const place = (isFirst ? 1 : 0) + (isLast ? 2 : 0);
  const number = String(camera).padStart(3, '0');
  return `${number}_${time}_${place}000_7f_00_${medium === 'sound' ? '02' : '01'}`;
}
