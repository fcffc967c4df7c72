import { Writable } from 'node:stream';
import { FfmpegJob, splitAnnexB } from '@casement/media';
import type { MediaUnit } from '@casement/media';

/** Real H.265 pictures, ten a second with a key frame every second, as a camera's supply has them. */
export async function realPictures(count: number, size = '320x192'): Promise<MediaUnit[]> {
  const chunks: Uint8Array[] = [];
  const output = new Writable({
    write: (chunk: Uint8Array, _, done) => {
      chunks.push(chunk);
      done();
    },
  });
  const x265 =
    'aud=1:repeat-headers=1:log-level=none:scenecut=0:open-gop=0:keyint=10:min-keyint=10:bframes=0';
  const options = [
    ...['-frames:v', String(count), '-pix_fmt', 'yuv420p', '-c:v', 'libx265'],
    ...['-preset', 'ultrafast', '-x265-params', x265, '-f', 'hevc'],
  ];
  const command = {
    inputs: [{ source: `testsrc2=s=${size}:r=10`, options: ['-f', 'lavfi'] }],
    outputs: [{ target: 'pipe:1', options }],
  };
  await new FfmpegJob({ ffmpegPath: 'ffmpeg', command, output }).start();
  return splitPictures(Buffer.concat(chunks)).map((parts, index) => ({
    codec: 'h265',
    parts,
    timestamp: 1_000_000 + index * 9_000,
    clockRateHz: 90_000,
    channels: 0,
    arrivalMs: 5_000 + index * 100,
    randomAccess: index % 10 === 0,
    discontinuity: index === 0,
  }));
}

/** An access unit delimiter (H.265, type 35) is in front of each. */
function splitPictures(bytes: Uint8Array): Uint8Array[][] {
  const pictures: Uint8Array[][] = [];
  for (const nalUnit of splitAnnexB(bytes)) {
    if ((((nalUnit[0] ?? 0) >> 1) & 0x3f) === 35) {
      pictures.push([]);
    } else {
      pictures.at(-1)?.push(nalUnit);
    }
  }
  return pictures;
}
