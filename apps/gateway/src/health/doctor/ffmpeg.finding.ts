import type { FoundFfmpeg } from '@casement/media';
import type { Finding } from '@casement/contract';
import { advise, fine } from './finding.js';

/** Whether there is an ffmpeg; live pictures over WebRTC do without. @param found what was found, or why not */
export const ffmpegFinding = (found: FoundFfmpeg | Error): Finding =>
  found instanceof Error
    ? advise(
        'warning',
        'ffmpeg',
        `${capitalized(found.message)}.`,
        'Live pictures do without it. Install it, or name it in the variable CASEMENT_FFMPEG, for whatever converts video.',
      )
    : fine('ffmpeg', `Version ${found.version} (${found.path}).`);

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
