import { concatBytes } from '@casement/bytes';
import { FfmpegJob, findFfmpeg, MediaError } from '@casement/media';
import { Readable, Writable } from 'node:stream';
import { FootageCache, cacheKey } from '../footage-cache.js';
import { FootageError } from '../footage-error.js';
import type { PrepareOptions } from '../prepare-footage.js';
import { ambience } from './ambience.js';
import type { SoundFootage, SoundOptions } from './sound-footage.js';
import { createSoundFootage, encodedLoops, soundRateHz } from './sound-footage.js';

/** To be raised when the sound changes although the encoder's options do not. */
const soundVersion = 1;

/** Far beyond what a slow machine needs for half a minute of sound. */
const timeoutMs = 120_000;

/**
 * Makes a camera's sound ready: by table, from the cache, or by encoding it, which happens once.
 *
 * @throws FootageError `encoder` with ffmpeg's last lines, `cache`; MediaError `process` when ffmpeg is needed and
 * missing
 */
export async function prepareSound(
  options: SoundOptions,
  { cacheDir, ffmpegPath, signal }: PrepareOptions,
): Promise<SoundFootage> {
  if (options.codec === 'g711') {
    return createSoundFootage(options, new Uint8Array());
  }
  const output = encoderOptions(options);
  const cache = new FootageCache(cacheDir);
  const key = cacheKey([soundVersion, 'sound', output, encodedLoops]);
  const stored = await cache.read(key);
  if (stored !== undefined) {
    return createSoundFootage(options, stored);
  }
  const { path } = await findFfmpeg(ffmpegPath);
  const encoded = await encode(options, output, path, signal);
  const sound = createSoundFootage(options, encoded);
  await cache.write(key, `sound-${options.codec}`, encoded, options.codec);
  return sound;
}

function encoderOptions({ codec, bitOrder }: SoundOptions): string[] {
  if (codec === 'aac') {
    return ['-ac', '2', '-c:a', 'aac', '-b:a', '96k', '-f', 'adts'];
  }
  const name = bitOrder === 'left' ? 'g726' : 'g726le';
  return ['-c:a', name, '-b:a', '32k', '-f', name];
}

async function encode(
  options: SoundOptions,
  output: readonly string[],
  ffmpegPath: string,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const samples = ambience(soundRateHz(options));
  const loop = new Uint8Array(samples.buffer);
  const chunks: Uint8Array[] = [];
  const job = new FfmpegJob({
    ffmpegPath,
    command: {
      inputs: [
        {
          source: 'pipe:0',
          options: ['-f', 's16le', '-ar', String(soundRateHz(options)), '-ac', '1'],
        },
      ],
      outputs: [{ target: 'pipe:1', options: output }],
    },
    input: Readable.from(Array.from({ length: encodedLoops }, () => loop)),
    output: new Writable({
      write(chunk: Uint8Array, _, done) {
        chunks.push(chunk);
        done();
      },
    }),
    timeoutMs,
    ...(signal === undefined ? {} : { signal }),
  });
  const { outcome } = await job.start().catch((error: unknown) => {
    throw error instanceof MediaError
      ? new FootageError(
          'encoder',
          `The sound in ${options.codec} cannot be encoded: ${error.message}`,
          { codec: options.codec },
          { cause: error },
        )
      : error;
  });
  if (outcome === 'stopped') {
    throw new FootageError('stopped', `The encoding of the sound in ${options.codec} was stopped`);
  }
  return concatBytes(chunks);
}
