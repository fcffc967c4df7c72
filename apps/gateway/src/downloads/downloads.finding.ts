import type { Finding } from '@casement/contract';
import type { DownloadsConfig } from '../config/config.js';
import { advise, fine } from '../health/doctor/finding.js';

/** Below that an hour of a few cameras does not fit any more. */
const littleBytes = 2e9;

/** Whether there is room for downloads. @param roomBytes that can still be written; `undefined`: the folder cannot be looked at */
export function downloadsFinding(roomBytes: number | undefined, { dir }: DownloadsConfig): Finding {
  const name = 'downloads';
  if (roomBytes === undefined) {
    return advise(
      'problem',
      name,
      'The folder of the downloads cannot be written to.',
      `See whether ${dir} exists and belongs to the gateway, or set downloads.dir.`,
    );
  }
  const room = `${(Math.max(0, roomBytes) / 1e9).toFixed(1)} GB`;
  return roomBytes < littleBytes
    ? advise(
        roomBytes <= 0 ? 'problem' : 'warning',
        name,
        `There is room for ${room} of recordings; downloads wait when it is used up.`,
        'Delete downloads, make room on the disk, or see downloads.maxGb and downloads.reserveGb.',
      )
    : fine(name, `There is room for ${room} of recordings.`);
}
