import type { FfmpegProgress } from '@casement/media';
import { FfmpegJob, MediaError } from '@casement/media';
import { concatBytes } from '@casement/bytes';
import { stat } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { bandLayout } from './band/band-layout.js';
import { removeBands } from './encoded-footage.js';
import { encodingCommand } from './encoding-command.js';
import { FootageError } from './footage-error.js';
import type { EncodingTask } from './footage-options.js';
import { removeHevcBands } from './h265/hevc-footage.js';

/** Encoded bytes of one footage: two minutes at 16 Mbit/s. */
const maxEncodedBytes = 256 * 1024 * 1024;

/** Far beyond the slowest scene in 2160p on one slow core. */
const timeoutMs = 15 * 60_000;

/** How footage is encoded. */
export type EncodeOptions = {
  readonly ffmpegPath: string;
  readonly onProgress: (progress: FfmpegProgress) => void;
  readonly signal: AbortSignal | undefined;
};

/**
 * Encodes footage.
 *
 * @returns what the footage of the task's codec is parsed from: an Annex B stream without bands, or JPEGs
 * @throws FootageError `file` or `encoder` with ffmpeg's last lines, `stopped` when the signal said so
 */
export async function encodeFootage(
  task: EncodingTask,
  { ffmpegPath, onProgress, signal }: EncodeOptions,
): Promise<Uint8Array> {
  const collected = new ByteCollector(maxEncodedBytes);
  const job = new FfmpegJob({
    ffmpegPath,
    command: encodingCommand(task),
    output: collected,
    timeoutMs,
    onProgress,
    ...(signal === undefined ? {} : { signal }),
  });
  const result = await job.start().catch((error: unknown) => {
    throw inWords(task, error);
  });
  if (result.outcome === 'stopped') {
    throw new FootageError('stopped', `The encoding of ${titleOf(task)} was stopped`);
  }
  return withoutBands(task, collected.bytes());
}

function withoutBands(task: EncodingTask, bytes: Uint8Array): Uint8Array {
  const layout = bandLayout(task.width, task.height);
  switch (task.codec ?? 'h264') {
    case 'h264':
      return removeBands(bytes, layout);
    case 'h265':
      return removeHevcBands(bytes, layout);
    case 'jpeg':
      return bytes;
  }
}

/**
 * What identifies the content of a source file: its path, size and time of change.
 *
 * @throws FootageError `file` when it is missing or no file
 */
export async function fileStamp({ source }: EncodingTask): Promise<string> {
  if (source.kind === 'scene') {
    return '';
  }
  const { path } = source;
  const status = await stat(path).catch((error: unknown) => {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw new FootageError('file', `The video file ${path} ${reason}`, { path }, { cause: error });
  });
  if (!status.isFile()) {
    throw new FootageError('file', `${path} is not a file; expected a video file`, { path });
  }
  return `${path} ${String(status.size)} ${String(status.mtimeMs)}`;
}

/** A name for files and messages: `street-640x360-15fps`. */
export function titleOf({ source, width, height, fps }: EncodingTask): string {
  const name = source.kind === 'scene' ? source.scene : 'file';
  return `${name}-${String(width)}x${String(height)}-${String(fps)}fps`;
}

function inWords(task: EncodingTask, error: unknown): unknown {
  if (!(error instanceof MediaError)) {
    return error;
  }
  const { source } = task;
  return source.kind === 'file'
    ? new FootageError(
        'file',
        `The video file ${source.path} cannot be used: ${error.message}`,
        { path: source.path },
        { cause: error },
      )
    : new FootageError(
        'encoder',
        `The scene ${titleOf(task)} cannot be encoded: ${error.message}`,
        { scene: source.scene },
        { cause: error },
      );
}

/** Keeps what is written to it, up to a limit. */
class ByteCollector extends Writable {
  readonly #chunks: Uint8Array[] = [];
  readonly #limit: number;
  #length = 0;

  constructor(limit: number) {
    super();
    this.#limit = limit;
  }

  bytes(): Uint8Array {
    return concatBytes(this.#chunks);
  }

  override _write(chunk: Uint8Array, _: BufferEncoding, done: (error?: Error) => void): void {
    this.#length += chunk.length;
    if (this.#length > this.#limit) {
      done(new Error(`more than ${String(this.#limit)} bytes of footage`));
      return;
    }
    this.#chunks.push(chunk);
    done();
  }
}
