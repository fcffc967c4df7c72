import { Writable } from 'node:stream';
import { splitAnnexB } from '../../codec/nal/annex-b.js';
import type { MediaUnit } from '../../gop/media-unit.js';
import { FfmpegJob } from '../ffmpeg-job.js';
import { JpegReader } from '../jpeg-reader.js';

/** What real pictures are to be like. */
export type WantedPictures = {
  readonly codec: 'h264' | 'h265' | 'jpeg';
  readonly pictures: number;
  readonly size?: string;
  /** B pictures between two others; default none. */
  readonly bPictures?: number;
  readonly fps?: number;
  /** Distance of key frames in pictures; default 5. */
  readonly gop?: number;
};

/** Output of one run of ffmpeg. */
export async function runFfmpeg(
  inputs: readonly { source: string; options?: readonly string[] }[],
  options: readonly string[],
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const output = new Writable({
    write: (chunk: Uint8Array, _, done) => {
      chunks.push(chunk);
      done();
    },
  });
  const command = { inputs, outputs: [{ target: 'pipe:1', options: [...options] }] };
  await new FfmpegJob({ ffmpegPath: 'ffmpeg', command, output }).start();
  return Buffer.concat(chunks);
}

/** Encoder options and the NAL unit type of the access unit delimiter. */
const encoders = {
  h264: (b: number, gop: number) => [
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', String(b), '-g', String(gop)],
    ...['-x264-params', 'aud=1:scenecut=0:repeat-headers=1:b-adapt=0', '-f', 'h264'],
  ],
  h265: (b: number, gop: number) => [
    ...['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params'],
    `aud=1:repeat-headers=1:log-level=none:scenecut=0:open-gop=0:keyint=${gop}:bframes=${b}`,
    ...['-f', 'hevc'],
  ],
  jpeg: () => ['-c:v', 'mjpeg', '-q:v', '5', '-f', 'mjpeg'],
};

/** Real pictures as a camera's supply has them, 90 kHz, the first one at 1,000,000. */
export async function madePictures(wanted: WantedPictures): Promise<MediaUnit[]> {
  const { codec, pictures, size = '320x192', bPictures = 0, fps = 10, gop = 5 } = wanted;
  const bytes = await runFfmpeg(
    [{ source: `testsrc2=s=${size}:r=${fps}`, options: ['-f', 'lavfi'] }],
    ['-frames:v', String(pictures), '-pix_fmt', 'yuv420p', ...encoders[codec](bPictures, gop)],
  );
  const units = codec === 'jpeg' ? splitJpeg(bytes) : splitUnits(bytes, codec);
  const order = displayOrder(units.length, codec === 'jpeg' ? 0 : bPictures, gop);
  return units.map((parts, index) => ({
    codec,
    parts,
    timestamp: 1_000_000 + ((order[index] ?? index) * 90_000) / fps,
    clockRateHz: 90_000,
    channels: 0,
    arrivalMs: 5_000 + (index * 1_000) / fps,
    randomAccess: codec === 'jpeg' || index % gop === 0,
    discontinuity: index === 0,
  }));
}

/** Without pyramid: of IBBP... the anchor comes first, then the B pictures shown before it. */
function displayOrder(count: number, bPictures: number, gop: number): number[] {
  const order: number[] = [];
  for (let start = 0; start < count; start += gop) {
    const end = Math.min(start + gop, count);
    order.push(start);
    for (let at = start + 1; at < end; at += bPictures + 1) {
      const anchor = Math.min(at + bPictures, end - 1);
      order.push(anchor);
      for (let shown = at; shown < anchor; shown += 1) {
        order.push(shown);
      }
    }
  }
  return order;
}

function splitJpeg(bytes: Uint8Array): Uint8Array[][] {
  const pictures: Uint8Array[][] = [];
  new JpegReader((picture) => pictures.push([picture])).push(bytes);
  return pictures;
}

function splitUnits(bytes: Uint8Array, codec: 'h264' | 'h265'): Uint8Array[][] {
  const units: Uint8Array[][] = [];
  for (const nalUnit of splitAnnexB(bytes)) {
    const first = nalUnit[0] ?? 0;
    const isDelimiter = codec === 'h264' ? (first & 0x1f) === 9 : ((first >> 1) & 0x3f) === 35;
    if (isDelimiter) {
      units.push([]);
    } else {
      units.at(-1)?.push(nalUnit);
    }
  }
  return units;
}

/** Frames of a tone as a camera's supply has them. @param frameBytes how G.711 and G.726 are cut */
export async function madeSound(
  codec: 'pcmu' | 'pcma' | 'g726',
  seconds: number,
  frameBytes: number,
): Promise<MediaUnit[]> {
  const encoder = { pcmu: 'pcm_mulaw', pcma: 'pcm_alaw', g726: 'g726' }[codec];
  const format = { pcmu: 'mulaw', pcma: 'alaw', g726: 'g726' }[codec];
  const bytes = await runFfmpeg(
    [{ source: 'sine=f=440:r=8000', options: ['-f', 'lavfi', '-t', String(seconds)] }],
    ['-c:a', encoder, ...(codec === 'g726' ? ['-b:a', '32k'] : []), '-f', format],
  );
  const samplesPerByte = codec === 'g726' ? 2 : 1;
  return Array.from({ length: Math.floor(bytes.length / frameBytes) }, (_, index) => ({
    codec,
    parts: [bytes.subarray(index * frameBytes, (index + 1) * frameBytes)],
    timestamp: 70_000 + index * frameBytes * samplesPerByte,
    clockRateHz: 8_000,
    channels: 1,
    arrivalMs: 5_000 + (index * frameBytes * samplesPerByte) / 8,
    randomAccess: true,
    discontinuity: false,
  }));
}
