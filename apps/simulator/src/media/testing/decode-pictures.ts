import { concatBytes } from '@casement/bytes';
import { FfmpegJob, joinAnnexB } from '@casement/media';
import { Readable, Writable } from 'node:stream';

/** What a decoder shall deliver. */
export type DecodeOptions = {
  readonly width: number;
  readonly height: number;
  /** Default: luma alone. */
  readonly pixelFormat?: 'luma' | 'yuv420p';
  /** ffmpeg's `crop`, e.g. `640:280:0:80`; width and height are then those of the part. */
  readonly crop?: string;
  /** Default `h264`. */
  readonly codec?: 'h264' | 'h265' | 'jpeg';
};

/** ffmpeg's names of the streams. */
const formats = { h264: 'h264', h265: 'hevc', jpeg: 'mjpeg' } as const;

/**
 * Decodes access units with ffmpeg, which stops at the first thing that it does not like.
 *
 * @returns the pictures, row by row
 */
export async function decodePictures(
  accessUnits: readonly (readonly Uint8Array[])[],
  { width, height, pixelFormat = 'luma', crop, codec = 'h264' }: DecodeOptions,
): Promise<Uint8Array[]> {
  const pixels = width * height;
  const collector = new PictureCollector(pixelFormat === 'luma' ? pixels : (pixels * 3) / 2);
  const filters = [
    ...(crop === undefined ? [] : [`crop=${crop}`]),
    codec === 'jpeg' ? 'format=yuvj420p' : 'format=yuv420p',
    // Not `format=gray`, which would stretch the levels.
    ...(pixelFormat === 'luma' ? ['extractplanes=y'] : []),
  ];
  const job = new FfmpegJob({
    ffmpegPath: 'ffmpeg',
    command: {
      inputs: [
        {
          source: 'pipe:0',
          options: ['-xerror', '-err_detect', 'explode', '-f', formats[codec]],
        },
      ],
      outputs: [
        {
          target: 'pipe:1',
          options: ['-vf', filters.join(','), '-fps_mode', 'passthrough', '-f', 'rawvideo'],
        },
      ],
    },
    input: Readable.from(
      accessUnits.map((parts) => (codec === 'jpeg' ? concatBytes(parts) : joinAnnexB(parts))),
    ),
    output: collector,
  });
  const { lines } = await job.start();
  const complaints = lines.filter(
    (line) => !line.includes('Stream #') && /\[(h264|hevc|mjpeg) @|rror/.test(line),
  );
  if (complaints.length > 0) {
    throw new Error(`The decoder says: ${complaints.join(' | ')}`);
  }
  return collector.pictures;
}

/** Cuts raw video into pictures. */
class PictureCollector extends Writable {
  readonly pictures: Uint8Array[] = [];
  readonly #bytes: number;
  #picture: Uint8Array;
  #filled = 0;

  constructor(bytes: number) {
    super();
    this.#bytes = bytes;
    this.#picture = new Uint8Array(bytes);
  }

  override _write(chunk: Uint8Array, _: BufferEncoding, done: () => void): void {
    for (let at = 0; at < chunk.length;) {
      const part = chunk.subarray(at, at + this.#bytes - this.#filled);
      this.#picture.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#bytes) {
        this.pictures.push(this.#picture);
        this.#picture = new Uint8Array(this.#bytes);
        this.#filled = 0;
      }
    }
    done();
  }
}
