import type { Finding, Transcodings } from '@casement/contract';
import type { FfmpegAbilities } from '@casement/media';
import { advise, fine } from '../health/doctor/finding.js';

/** What each part of ffmpeg is needed for. */
const needs: Readonly<Record<string, string>> = {
  libx264: 'H.265, JPEG and B pictures cannot be shown in browsers that do not decode them',
  libopus: 'AAC and G.726 cannot be heard over WebRTC',
  aac: 'sound other than AAC cannot be heard over HLS',
  mjpeg: 'there are no snapshots and no motion JPEG',
  hevc: 'H.265 cannot be converted',
};

/**
 * Whether conversions can be made, and whether some are refused.
 *
 * @param found what ffmpeg can, or why it does not answer
 */
export function transcodingFinding(
  found: FfmpegAbilities | Error,
  { jobs, budget }: Transcodings,
  enabled: boolean,
): Finding {
  const name = 'conversions';
  if (!enabled) {
    return fine(name, 'Switched off (transcoding.enabled).');
  }
  if (found instanceof Error) {
    return advise(
      'warning',
      name,
      `None can be made: ${found.message}.`,
      'Install ffmpeg 5.1 or later, or name it in transcoding.ffmpegPath.',
    );
  }
  if (found.missing.length > 0) {
    const effects = found.missing.map((part) => `without ${part}, ${needs[part] ?? 'some fail'}`);
    return advise(
      'warning',
      name,
      `ffmpeg ${found.version} lacks ${found.missing.join(', ')}: ${effects.join('; ')}.`,
      "Use the system's own ffmpeg package, or name another one in transcoding.ffmpegPath.",
    );
  }
  return budgetFinding(name, { jobs, budget });
}

function budgetFinding(name: string, { jobs, budget }: Transcodings): Finding {
  const running = jobs.filter(({ state }) => state === 'running' || state === 'starting').length;
  const refused = jobs.filter(({ state }) => state === 'refused');
  const { maxJobs, maxCores } = budget;
  const detail = `${running} running; at most ${maxJobs} of pictures, ${maxCores.toFixed(1)} cores.`;
  const [first] = refused;
  return first === undefined
    ? fine(name, detail)
    : advise(
        'warning',
        name,
        `${detail} Refused: ${refused.length}, such as camera ${first.camera} of ${first.recorder}: ${first.reason ?? 'unknown'}`,
        'Let cameras send H.264 without B pictures, use browsers that decode H.265, or raise transcoding.maxJobs and maxCores.',
      );
}
