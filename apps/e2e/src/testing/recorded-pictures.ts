import { readStrip, stripGeometry } from '@casement/simulator/pictures';
import { runProgram } from './run-program.js';

/** What the strips of a recorded picture say. */
export type RecordedPicture = {
  readonly camera: number;
  /** Modulo 2^32. */
  readonly clockMs: number;
  /** Number of the picture since 1970 in display order, modulo 2^24. */
  readonly counter: number;
};

const demuxers = { h264: 'h264', h265: 'hevc', jpeg: 'mjpeg' } as const;

/** Decodes the pictures of a GOP with ffmpeg and reads their strips, in display order. */
export async function decodeGop(
  codec: keyof typeof demuxers,
  size: { readonly width: number; readonly height: number },
  data: readonly Uint8Array[],
): Promise<RecordedPicture[]> {
  const { width, height } = size;
  const { code, stdout, stderr } = await runProgram(
    'ffmpeg',
    [
      ...['-v', 'error', '-f', demuxers[codec], '-i', 'pipe:0'],
      ...['-fps_mode', 'passthrough', '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'],
    ],
    { input: Buffer.concat(data) },
  );
  if (code !== 0) {
    throw new Error(`ffmpeg ended with ${code}: ${stderr}`);
  }
  const bytes = width * height;
  return Array.from({ length: stdout.length / bytes }, (_, index) => {
    const picture = {
      data: stdout.subarray(index * bytes, (index + 1) * bytes),
      width,
      height,
      format: 'luma' as const,
    };
    const { clock, identity } = stripGeometry(width, height);
    const value = (area: typeof clock): number => {
      const reading = readStrip(picture, area);
      if (!('value' in reading)) {
        throw new Error(`picture ${index}: ${reading.defect}`);
      }
      return reading.value;
    };
    const who = value(identity);
    return {
      camera: Math.floor(who / 2 ** 24),
      clockMs: value(clock),
      counter: who % 2 ** 24,
    };
  });
}

/** When picture `index` of a second was taken, to 10 ms as recorders say it. */
export function pictureTime(secondMs: number, fps: number, index: number): number {
  return secondMs + Math.floor((1000 * index) / fps / 10) * 10;
}

/** The time of the picture that is on screen at a time. */
export function pictureOnScreen(atMs: number, fps: number): number {
  const secondMs = Math.floor(atMs / 1000) * 1000;
  const times = Array.from({ length: fps }, (_, index) => pictureTime(secondMs, fps, index));
  return times.findLast((timeMs) => timeMs <= atMs) ?? secondMs;
}

/** The number of the picture of a time, as its strip says it. */
export function pictureCounter(timeMs: number, fps: number): number {
  const secondMs = Math.floor(timeMs / 1000) * 1000;
  const index = Array.from({ length: fps }, (_, at) => pictureTime(secondMs, fps, at)).indexOf(
    timeMs,
  );
  return ((secondMs / 1000) * fps + index) % 2 ** 24;
}

/** The times of all pictures of a span, without its end. */
export function timesBetween(fromMs: number, toMs: number, fps: number): number[] {
  const times: number[] = [];
  for (let start = Math.floor(fromMs / 1000) * 1000; start < toMs; start += 1000) {
    times.push(...Array.from({ length: fps }, (_, index) => pictureTime(start, fps, index)));
  }
  return times.filter((ms) => ms >= fromMs && ms < toMs);
}
