import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { MediaError } from '../errors/media-error.js';
import { FfmpegJob } from './ffmpeg-job.js';
import { matroskaCluster, matroskaHeader } from './matroska-writer.js';

/** What a {@link PictureFile} is made of. */
export type PictureFileOptions = {
  readonly ffmpegPath: string;
  /** Path of the MP4; overwritten. */
  readonly target: string;
  readonly codec: 'h264' | 'h265' | 'jpeg';
  readonly width: number;
  readonly height: number;
  /** The job fails after this time. Default 12 h: pictures come at the pace of their source. */
  readonly timeoutMs?: number;
};

/** A picture with its time, in milliseconds of any clock; a key picture has its parameter sets in front. */
export type FilePicture = {
  readonly timeMs: number;
  /** Annex B, or a JPEG. */
  readonly data: Uint8Array;
  readonly key: boolean;
};

const defaultTimeoutMs = 12 * 60 * 60 * 1000;

/** H.264 and H.265 are copied; browsers play no JPEG in MP4, so that JPEG pictures become H.264. */
const copied = ['-c:v', 'copy'];
const converted = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-pix_fmt', 'yuv420p'];
/** H.264 with odd sides has no 4:2:0. */
const evenSides = ['-vf', 'scale=trunc(iw/2)*2:trunc(ih/2)*2:out_range=tv'];

/** Recorded pictures put into an MP4 file by ffmpeg, with the times they have. One file; whoever pushes is slowed down. */
export class PictureFile {
  readonly #job: FfmpegJob;
  readonly #input = new PassThrough({ highWaterMark: 1024 * 1024 });
  readonly #done: Promise<unknown>;
  readonly #header: Uint8Array;
  #firstMs: number | undefined;
  #failure: unknown;

  constructor({ ffmpegPath, target, codec, width, height, timeoutMs }: PictureFileOptions) {
    this.#header = matroskaHeader({ codec, width, height });
    const isJpeg = codec === 'jpeg';
    this.#job = new FfmpegJob({
      ffmpegPath,
      input: this.#input,
      timeoutMs: timeoutMs ?? defaultTimeoutMs,
      command: {
        inputs: [{ source: 'pipe:0', options: ['-f', 'matroska'] }],
        outputs: [
          {
            target,
            options: [
              ...(isJpeg ? [...evenSides, '-fps_mode', 'passthrough', ...converted] : copied),
              ...(codec === 'h265' ? ['-tag:v', 'hvc1'] : []),
              ...['-video_track_timescale', '90000', '-movflags', '+faststart', '-f', 'mp4'],
            ],
          },
        ],
      },
    });
    this.#done = this.#job.start();
    this.#done.catch((error: unknown) => {
      this.#failure = error;
      this.#input.destroy();
    });
  }

  /**
   * The next picture, in decoding order; its time is not before that of the first one.
   *
   * @throws {MediaError} ffmpeg has failed
   */
  async push({ timeMs, data, key }: FilePicture): Promise<void> {
    if (this.#firstMs === undefined) {
      this.#firstMs = timeMs;
      await this.#write(this.#header);
    }
    const atMs = Math.max(0, Math.round(timeMs - this.#firstMs));
    await this.#write(matroskaCluster([data], false, { timeMs: atMs, keyFrame: key }));
  }

  /** Nothing more comes; resolves when the file is whole. @throws {MediaError} */
  async end(): Promise<void> {
    this.#input.end();
    await this.#done;
  }

  /** Resolves when no process runs any more; the file is of no use. Idempotent. */
  async stop(): Promise<void> {
    await this.#job.stop();
    this.#input.destroy();
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (this.#failure !== undefined || this.#input.destroyed) {
      throw this.#failure instanceof Error
        ? this.#failure
        : new MediaError('process', 'ffmpeg ended before the last picture', {});
    }
    if (!this.#input.write(bytes)) {
      await Promise.race([once(this.#input, 'drain'), this.#done]);
    }
  }
}
