import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findFfmpeg } from './find-ffmpeg.js';
import type { FoundFfmpeg } from './find-ffmpeg.js';

/** An ffmpeg and what it lacks of what conversions need. */
export type FfmpegAbilities = FoundFfmpeg & {
  /** Names of encoders and decoders: `libx264`, `libopus`, `hevc`. */
  readonly missing: readonly string[];
};

const encoders = ['libx264', 'libopus', 'aac', 'mjpeg'];
const decoders = ['h264', 'hevc', 'mjpeg', 'aac', 'g726', 'pcm_mulaw', 'pcm_alaw'];
const timeoutMs = 15_000;

const run = promisify(execFile);

/**
 * Asks an ffmpeg what it can.
 *
 * @param path as for `findFfmpeg`
 * @throws {MediaError} kind `process`: it is missing or is no ffmpeg.
 */
export async function ffmpegAbilities(path?: string): Promise<FfmpegAbilities> {
  const found = await findFfmpeg(path);
  const [encodes, decodes] = await Promise.all([
    codecNames(found.path, '-encoders'),
    codecNames(found.path, '-decoders'),
  ]);
  const missing = [
    ...encoders.filter((name) => !encodes.has(name)),
    ...decoders.filter((name) => !decodes.has(name)),
  ];
  return { ...found, missing: [...new Set(missing)] };
}

/** Lines look like ` V....D libx264   libx264 H.264 (codec h264)`. */
async function codecNames(path: string, list: '-encoders' | '-decoders'): Promise<Set<string>> {
  const { stdout } = await run(path, ['-hide_banner', list], { timeout: timeoutMs }).catch(() => ({
    stdout: '',
  }));
  return new Set(
    stdout.split('\n').flatMap((line) => /^ [VAS][.A-Z]{5} (\S+)/.exec(line)?.[1] ?? []),
  );
}
