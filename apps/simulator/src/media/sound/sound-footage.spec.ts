import { FfmpegJob } from '@casement/media';
import fc from 'fast-check';
import { Readable, Writable } from 'node:stream';
import { FootageError } from '../footage-error.js';
import { footageFolder } from '../testing/footage-folder.js';
import { splitAdts } from './adts.js';
import { encodeG711 } from './g711.js';
import { prepareSound } from './prepare-sound.js';
import type { SoundFootage, SoundOptions } from './sound-footage.js';

const folder = footageFolder();
const usual = { law: 'mu', bitOrder: 'left', packetMs: 40 } as const;

/** Decodes with ffmpeg to samples of 16 bits, one channel. */
async function decode(input: Uint8Array, options: readonly string[]): Promise<Int16Array> {
  const chunks: Buffer[] = [];
  const output = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk);
      done();
    },
  });
  const command = {
    inputs: [{ source: 'pipe:0', options }],
    outputs: [{ target: 'pipe:1', options: ['-ac', '1', '-f', 's16le'] }],
  };
  await new FfmpegJob({
    ffmpegPath: 'ffmpeg',
    command,
    input: Readable.from([input]),
    output,
  }).start();
  const bytes = Buffer.concat(chunks);
  return Int16Array.from({ length: bytes.length >> 1 }, (_, at) => bytes.readInt16LE(2 * at));
}

/** An ADTS header for AAC-LC, 48 kHz, stereo. */
function adts(unit: Uint8Array): Buffer {
  const length = unit.length + 7;
  const header = [0xff, 0xf1, 0x4c, 0x80 | (length >> 11), (length >> 3) & 0xff];
  return Buffer.from([...header, ((length & 7) << 5) | 0x1f, 0xfc, ...unit]);
}

/** Frames from a second that is no multiple of the loop on, over two and a half loops. */
function frames(sound: SoundFootage, fromSecond: number, seconds: number): Uint8Array[] {
  const { clockRateHz, samplesPerFrame } = sound;
  const first = Math.ceil((fromSecond * clockRateHz) / samplesPerFrame);
  const count = Math.floor((seconds * clockRateHz) / samplesPerFrame);
  return Array.from({ length: count }, (_, index) => sound.frame(first + index));
}

/** Milliseconds since `fromSecond` at which the sound becomes loud. */
function beeps(samples: Int16Array, rateHz: number, offsetMs: number): number[] {
  const found: number[] = [];
  for (const [at, sample] of samples.entries()) {
    const ms = (at * 1000) / rateHz + offsetMs;
    if (Math.abs(sample) > 4_000 && ms - (found.at(-1) ?? -1_000) > 500) {
      found.push(ms);
    }
  }
  return found;
}

const cases: readonly (readonly [string, SoundOptions, readonly string[]])[] = [
  ['G.711 mu', { ...usual, codec: 'g711' }, ['-f', 'mulaw', '-ar', '8000']],
  ['G.711 A', { ...usual, codec: 'g711', law: 'a', packetMs: 100 }, ['-f', 'alaw', '-ar', '8000']],
  ['G.726', { ...usual, codec: 'g726' }, ['-f', 'g726', '-code_size', '4']],
  [
    'G.726, right',
    { ...usual, codec: 'g726', bitOrder: 'right', packetMs: 128 },
    ['-f', 'g726le', '-code_size', '4'],
  ],
  ['AAC', { ...usual, codec: 'aac' }, ['-f', 'aac']],
];

describe.each(cases)('sound in %s', (_, options, format) => {
  it('beeps on each full second since 1970, also across loops', async () => {
    const sound = await prepareSound(options, { cacheDir: folder.path });
    const fromSecond = 1_790_000_003;
    const list = frames(sound, fromSecond, 20);
    expect(list.every(({ length }) => length > 0)).toBe(true);
    const bytes = Buffer.concat(options.codec === 'aac' ? list.map(adts) : list);
    const samples = await decode(bytes, format);
    const { clockRateHz, samplesPerFrame } = sound;
    const firstFrame = Math.ceil((fromSecond * clockRateHz) / samplesPerFrame);
    const offsetMs = (firstFrame * samplesPerFrame * 1000) / clockRateHz - fromSecond * 1000;
    const found = beeps(samples, clockRateHz, offsetMs).filter((ms) => ms > 300);
    expect(found.length).toBeGreaterThanOrEqual(18);
    for (const [index, ms] of found.entries()) {
      expect(Math.abs(ms - Math.round(found[0] ?? 0) - index * 1000)).toBeLessThan(4);
      expect(Math.abs(ms - Math.round(ms / 1000) * 1000)).toBeLessThan(4);
    }
    const quiet = samples.filter((__, at) => {
      const ms = ((at * 1000) / clockRateHz + offsetMs) % 1000;
      return ms > 150 && ms < 950;
    });
    expect(quiet.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeLessThan(3_000);
  }, 30_000);

  it('needs no ffmpeg when it is in the cache', async () => {
    const first = await prepareSound(options, { cacheDir: folder.path });
    const again = await prepareSound(options, {
      cacheDir: folder.path,
      ffmpegPath: '/nowhere/ffmpeg',
    });
    expect(frames(again, 7, 1)).toEqual(frames(first, 7, 1));
  });
});

describe('encodeG711', () => {
  // ITU-T G.711 tables 1a and 2a: largest, smallest and least values of both signs.
  it.each([
    ['mu', [0, -1, 32_767, -32_768], [0xff, 0x7f, 0x80, 0x00]],
    ['a', [0, -1, 32_767, -32_768], [0xd5, 0x55, 0xaa, 0x2a]],
  ] as const)('has the ends of the %s law', (law, samples, expected) => {
    expect([...encodeG711(Int16Array.from(samples), law)]).toEqual(expected);
  });
});

describe('splitAdts', () => {
  it('gives back what was framed', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 900 })), (units) => {
        const found = splitAdts(Uint8Array.from(Buffer.concat(units.map(adts))));
        expect(found.map((unit) => [...unit])).toEqual(units.map((unit) => [...unit]));
      }),
    );
  });

  it('throws nothing but its own error, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          splitAdts(Uint8Array.from([0xff, 0xf1, 0x4c, ...bytes]));
        } catch (error) {
          expect(error).toBeInstanceOf(FootageError);
        }
      }),
    );
  });
});
