import { Readable, Writable } from 'node:stream';
import { describeJpeg } from '../codec/jpeg/describe-jpeg.js';
import { MediaError } from '../errors/media-error.js';
import type { MediaUnit } from '../gop/media-unit.js';
import { snapshotCommand } from './conversion-commands.js';
import type { JpegLimits } from './conversion-commands.js';
import { FfmpegJob } from './ffmpeg-job.js';
import { matroskaCluster, matroskaHeader } from './matroska-writer.js';

/** What a snapshot is made of and how. */
export type SnapshotOptions = {
  readonly ffmpegPath: string;
  /** A picture where decoding may start. */
  readonly unit: MediaUnit;
  readonly limits: Pick<JpegLimits, 'maxWidth' | 'maxHeight' | 'quality'>;
  /** The picture is given up after this time, in milliseconds. */
  readonly timeoutMs: number;
};

/** More than any JPEG picture of a camera has. */
const maxJpegBytes = 16 * 1024 * 1024;

/**
 * H.264 and H.265 say how large their pictures are; what the container says is not looked at, but must be there. Of
 * JPEG it is: a picture that is much lower counts as half of an interlaced one.
 */
const anySize = { width: 640, height: 360 };

/**
 * Makes one JPEG picture by one short ffmpeg.
 *
 * @throws {MediaError} kind `process`: ffmpeg is missing, took too long, or found no picture; `option`: the unit is
 *   sound.
 */
export async function snapshotJpeg(options: SnapshotOptions): Promise<Uint8Array> {
  const { ffmpegPath, unit, limits, timeoutMs } = options;
  const { codec, parts } = unit;
  if (codec !== 'h264' && codec !== 'h265' && codec !== 'jpeg') {
    throw new MediaError('option', `A snapshot of ${codec} is wanted; expected pictures`, {
      codec,
    });
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const output = new Writable({
    write: (chunk: Uint8Array, _, done) => {
      bytes += chunk.length;
      chunks.push(chunk);
      done(bytes > maxJpegBytes ? new Error(`a picture of more than ${maxJpegBytes} bytes`) : null);
    },
  });
  const size = codec === 'jpeg' && parts[0] ? describeJpeg(parts[0]) : undefined;
  const header = matroskaHeader({ codec, ...(size ?? anySize) });
  const cluster = matroskaCluster(parts, codec !== 'jpeg', { timeMs: 0, keyFrame: true });
  const job = new FfmpegJob({
    ffmpegPath,
    command: snapshotCommand({ ...limits, maxFps: 1 }),
    input: Readable.from([header, cluster]),
    output,
    timeoutMs,
    graceMs: 200,
  });
  const { lines } = await job.start();
  if (bytes === 0) {
    const tail = lines.slice(-3).join(' | ');
    throw new MediaError('process', `ffmpeg found no picture: ${tail || 'it said nothing'}`, {});
  }
  return Buffer.concat(chunks);
}
