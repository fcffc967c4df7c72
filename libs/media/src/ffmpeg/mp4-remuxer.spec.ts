import { Readable } from 'node:stream';
import type { Fmp4Init, Fmp4Piece } from '../fmp4/fmp4-piece.js';
import { Fmp4Muxer } from '../fmp4/fmp4-muxer.js';
import type { MediaUnit } from '../gop/media-unit.js';
import { FfmpegJob } from './ffmpeg-job.js';
import type { FfmpegStreamEnd } from './ffmpeg-stream.js';
import { Mp4Remuxer } from './mp4-remuxer.js';
import { SoundConverter } from './sound-converter.js';
import { madePictures, madeSound } from './testing/made-media.js';

/** How many pictures and what complaints a decoder has. */
async function decoded(bytes: Uint8Array): Promise<{ pictures: number; lines: readonly string[] }> {
  const { pictures, lines } = await new FfmpegJob({
    ffmpegPath: 'ffmpeg',
    command: {
      inputs: [{ source: 'pipe:0', options: ['-f', 'mp4'] }],
      outputs: [{ target: '-', options: ['-fps_mode', 'passthrough', '-f', 'null'] }],
    },
    input: Readable.from([bytes]),
  }).start();
  return { pictures, lines };
}

async function madeAac(): Promise<MediaUnit[]> {
  const units: MediaUnit[] = [];
  const frames = await madeSound('pcmu', 2, 160);
  await new Promise<void>((resolve) => {
    const source = { codec: 'pcmu', sampleRateHz: 8_000, channels: 1 } as const;
    const converter = new SoundConverter({
      ffmpegPath: 'ffmpeg',
      source,
      target: 'aac',
      onUnit: (unit) => units.push(unit),
      onEnd: () => resolve(),
    });
    frames.forEach((frame) => converter.push(frame));
    converter.end();
  });
  return units;
}

async function remuxed(
  pieces: readonly Fmp4Piece[],
): Promise<{ out: Fmp4Piece[]; end: FfmpegStreamEnd }> {
  const out: Fmp4Piece[] = [];
  const [init, ...rest] = pieces;
  const end = await new Promise<FfmpegStreamEnd>((resolve) => {
    const remuxer = new Mp4Remuxer(init as Fmp4Init, {
      ffmpegPath: 'ffmpeg',
      onPiece: (piece) => out.push(piece),
      onEnd: resolve,
    });
    for (const piece of rest) {
      if (piece.kind === 'fragment') {
        remuxer.push(piece);
      }
    }
    remuxer.end();
  });
  return { out, end };
}

describe('Mp4Remuxer', () => {
  it.each(['h264', 'h265'] as const)('copies %s into fragments of 0.2 s', async (codec) => {
    const pictures = await madePictures({ codec, pictures: 20, gop: 10 });
    const muxer = new Fmp4Muxer({ video: true, audio: false });
    const pieces = pictures.flatMap((unit, index) => muxer.push(unit, 50_000 + index * 100));
    const { out, end } = await remuxed(pieces);
    expect(end).toEqual({ outcome: 'finished', reason: '' });
    const [init, ...fragments] = out;
    expect(init).toMatchObject({ kind: 'init', mimeType: (pieces[0] as Fmp4Init).mimeType });
    const facts = fragments.flatMap((piece) => (piece.kind === 'fragment' ? [piece] : []));
    expect(facts.length).toBeGreaterThanOrEqual(9);
    expect(facts.filter(({ randomAccess }) => randomAccess).map(({ timeMs }) => timeMs)).toEqual([
      50_000, 51_000,
    ]);
    expect(facts.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBeCloseTo(2_000, -1);
    const bytes = Buffer.concat(out.map((piece) => piece.bytes));
    expect(await decoded(bytes)).toEqual({ pictures: 20, lines: [] });
  });

  it('copies pictures with sound', async () => {
    const pictures = await madePictures({ codec: 'h264', pictures: 20, gop: 10 });
    const sound = await madeAac();
    const muxer = new Fmp4Muxer({
      video: true,
      audio: { codec: 'aac', sampleRateHz: 48_000, channels: 1 },
    });
    const timed = [
      ...pictures.map((unit, index) => ({ unit, timeMs: 50_000 + index * 100 })),
      ...sound.map((unit, index) => ({ unit, timeMs: 50_000 + (index * 1_024) / 48 })),
    ].sort((a, b) => a.timeMs - b.timeMs);
    const pieces = timed.flatMap(({ unit, timeMs }) => muxer.push(unit, timeMs));
    const { out, end } = await remuxed(pieces);
    expect(end).toEqual({ outcome: 'finished', reason: '' });
    const fragments = out.flatMap((piece) => (piece.kind === 'fragment' ? [piece] : []));
    expect(fragments.filter(({ track }) => track === 'video').length).toBeGreaterThanOrEqual(9);
    expect((await decoded(Buffer.concat(out.map(({ bytes }) => bytes)))).pictures).toBe(20);
  });
});
