import { runProgram } from './run-program.js';

/** What ffprobe found in a stream. */
export type CountedStream = {
  readonly codec: string;
  readonly type: string;
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** Decoded, every one of them. */
  readonly frames: number;
};

type Probed = {
  readonly streams: readonly {
    readonly codec_name: string;
    readonly codec_type: string;
    readonly width?: number;
    readonly height?: number;
    readonly nb_read_frames?: string;
  }[];
};

/**
 * Decodes everything and counts it.
 *
 * @param format as ffmpeg calls it: `mp4`, `h264`, `hevc`, `mjpeg`
 * @throws Error when ffprobe complains about anything
 */
export async function countMedia(format: string, bytes: Uint8Array): Promise<CountedStream[]> {
  const what = ['-count_frames', '-show_streams', '-of', 'json', '-f', format, 'pipe:0'];
  const { code, stdout, stderr } = await runProgram('ffprobe', ['-v', 'error', ...what], {
    input: bytes,
  });
  if (code !== 0 || stderr !== '') {
    throw new Error(`ffprobe ended with ${code}; it said: ${stderr.slice(0, 1_000)}`);
  }
  const { streams } = JSON.parse(stdout.toString()) as Probed;
  return streams.map((stream) => ({
    codec: stream.codec_name,
    type: stream.codec_type,
    width: stream.width,
    height: stream.height,
    frames: Number(stream.nb_read_frames ?? 0),
  }));
}
