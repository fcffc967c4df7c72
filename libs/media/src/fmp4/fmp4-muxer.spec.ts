import fc from 'fast-check';
import { h264AccessUnits } from '../fixtures/h264-streams.js';
import { otherSpsNalUnit, ppsNalUnit, sliceNalUnit, spsNalUnit } from '../fixtures/nal-units.js';
import type { MediaUnit } from '../gop/media-unit.js';
import { Fmp4Muxer } from './fmp4-muxer.js';
import type { Fmp4Fragment, Fmp4Init, Fmp4Piece } from './fmp4-piece.js';
import {
  decode,
  encoded,
  msOf,
  pictureUnits,
  probe,
  soundUnits,
  written,
} from './fixtures/encoded.js';

const pattern = ['-f', 'lavfi', '-i', 'testsrc2=s=320x192:r=25'];
const tone = ['-f', 'lavfi', '-i', 'sine=f=440:r=48000'];

function bytesOf(pieces: readonly Fmp4Piece[]): Uint8Array[] {
  return pieces.map(({ bytes }) => bytes);
}

function initsOf(pieces: readonly Fmp4Piece[]): Fmp4Init[] {
  return pieces.filter((piece) => piece.kind === 'init');
}

function fragmentsOf(pieces: readonly Fmp4Piece[]): Fmp4Fragment[] {
  return pieces.filter((piece) => piece.kind === 'fragment');
}

function picture(at: number, nalUnits: readonly Uint8Array[], randomAccess: boolean): MediaUnit {
  return {
    codec: 'h264',
    parts: nalUnits,
    timestamp: at * 3_600,
    clockRateHz: 90_000,
    channels: 0,
    arrivalMs: at * 40,
    randomAccess,
    discontinuity: false,
  };
}

function key(at: number, sps = spsNalUnit): MediaUnit {
  return picture(at, [sps, ppsNalUnit(), sliceNalUnit({ idr: true })], true);
}

function delta(at: number): MediaUnit {
  return picture(at, [sliceNalUnit({ idr: false })], false);
}

function sound(ms: number, codec: MediaUnit['codec'] = 'aac'): MediaUnit {
  return {
    codec,
    parts: [new Uint8Array(200).fill(1)],
    timestamp: ms * 48,
    clockRateHz: 48_000,
    channels: 2,
    arrivalMs: ms,
    randomAccess: true,
    discontinuity: false,
  };
}

/** What a file of the pieces decodes to, against what the source does. */
function sameAs(source: string, pieces: readonly Fmp4Piece[], stream: 'v' | 'a'): void {
  const wanted = decode(source, stream).hashes;
  expect(wanted.length).toBeGreaterThan(0);
  written(bytesOf(pieces), (file) => {
    const { warnings, hashes } = decode(file, stream);
    expect(warnings).toBe('');
    expect(hashes).toEqual(wanted);
  });
}

describe('Fmp4Muxer, read by FFmpeg', () => {
  it.each([
    ['h264', 'libx264', ['-profile:v', 'high', '-bf', '0'], /^avc1\.64/],
    [
      'h264',
      'libx264',
      ['-profile:v', 'main', '-bf', '3', '-x264-params', 'b-pyramid=1'],
      /^avc1\.4d/,
    ],
    ['h265', 'libx265', ['-x265-params', 'log-level=none:bframes=0'], /^hvc1\.1\.6\.L\d+\.90/],
    ['h265', 'libx265', ['-x265-params', 'log-level=none:bframes=3:slices=2'], /^hvc1\.1\.6/],
  ] as const)(
    '%s of %s %j is decoded as its source is',
    (codec, encoder, options, mimeType) => {
      const wanted = [...pattern, '-frames:v', '40', '-g', '12', '-c:v', encoder, ...options];
      encoded(wanted, 'source.ts', (source, packets) => {
        const units = pictureUnits(codec, packets);
        const muxer = new Fmp4Muxer({ video: true, audio: false });
        const pieces = units.flatMap((unit) => muxer.push(unit, msOf(unit)));
        const [init, ...more] = initsOf(pieces);
        expect(more).toEqual([]);
        expect(init).toMatchObject({ audio: null, width: 320, height: 192 });
        expect(init?.video).toMatch(mimeType);
        expect(init?.mimeType).toBe(`video/mp4; codecs="${init?.video ?? ''}"`);
        expect(fragmentsOf(pieces)).toHaveLength(40);
        sameAs(source, pieces, 'v');
        written(bytesOf(pieces), (file) => {
          const { packets: made } = probe(file, ['-show_packets']) as {
            packets: { pts: number; dts: number; duration: number; flags: string }[];
          };
          expect(made.map(({ pts }) => pts)).toEqual(units.map(({ timestamp }) => timestamp));
          expect(made.every(({ pts, dts }) => dts <= pts)).toBe(true);
          expect(new Set(made.map(({ duration }) => duration))).toEqual(new Set([3_600]));
          const keys = (list: readonly { flags: string }[]) => list.map(({ flags }) => flags[0]);
          expect(keys(made)).toEqual(keys(packets));
        });
      });
    },
    60_000,
  );

  it('AAC is passed on untouched beside pictures', () => {
    const options = [
      '-t',
      '2',
      '-c:v',
      'libx264',
      '-bf',
      '0',
      '-g',
      '25',
      '-c:a',
      'aac',
      '-ac',
      '2',
    ];
    encoded([...pattern, ...tone, ...options], 'source.ts', (source) => {
      const of = (stream: string) =>
        probe(source, ['-show_packets', '-show_data', '-select_streams', stream]) as {
          packets: Parameters<typeof pictureUnits>[1];
        };
      const pictures = pictureUnits('h264', of('v').packets);
      const frames = soundUnits('aac', of('a').packets, {
        sampleRateHz: 48_000,
        channels: 2,
        header: 7,
      });
      const muxer = new Fmp4Muxer({
        video: true,
        audio: { codec: 'aac', sampleRateHz: 48_000, channels: 2 },
      });
      const first = msOf(pictures[0] ?? key(0));
      const placed = [
        ...pictures.map((unit) => ({ unit, ms: msOf(unit) })),
        ...frames.map((unit) => ({ unit, ms: first + 5 + msOf(unit) })),
      ].sort((a, b) => a.ms - b.ms);
      const pieces = placed.flatMap(({ unit, ms }) => muxer.push(unit, ms));
      expect(initsOf(pieces).map(({ mimeType }) => mimeType)).toEqual([
        expect.stringMatching(/^video\/mp4; codecs="avc1\.[0-9a-f]{6},mp4a\.40\.2"$/),
      ]);
      sameAs(source, pieces, 'v');
      sameAs(source, pieces, 'a');
    });
  }, 60_000);

  it('Opus alone is decoded as its source is', () => {
    const options = [...tone, '-t', '2', '-c:a', 'libopus', '-ac', '1', '-page_duration', '20000'];
    encoded(options, 'source.ogg', (_, packets) => {
      const frames = soundUnits('opus', packets, { sampleRateHz: 48_000, channels: 1, header: 0 });
      const muxer = new Fmp4Muxer({ video: false, audio: true });
      const pieces = frames.flatMap((unit) => muxer.push(unit, 1_000 + msOf(unit)));
      expect(initsOf(pieces)).toMatchObject([
        { mimeType: 'audio/mp4; codecs="opus"', video: null, width: null },
      ]);
      written(bytesOf(pieces), (file) => {
        const { warnings, hashes } = decode(file, 'a');
        expect(warnings).toBe('');
        expect(hashes).toHaveLength(frames.length);
      });
    });
  }, 60_000);
});

describe('Fmp4Muxer', () => {
  it('begins with a random access unit and drops sound in front of it', () => {
    const muxer = new Fmp4Muxer({ video: true, audio: true });
    expect(muxer.push(delta(0), 0)).toEqual([]);
    expect(muxer.push(sound(10), 10)).toEqual([]);
    const pieces = muxer.push(key(1), 40);
    expect(pieces.map(({ kind }) => kind)).toEqual(['init', 'fragment']);
    expect(pieces[0]).toMatchObject({ audio: 'mp4a.40.2', video: 'avc1.64001f' });
    expect(muxer.push(sound(40), 40)).toMatchObject([{ track: 'audio', randomAccess: true }]);
    expect(muxer.statistics).toEqual({
      inits: 1,
      fragments: 2,
      droppedPictures: 1,
      droppedSound: 1,
    });
  });

  it('makes a new initialisation segment for other parameter sets, not for the same again', () => {
    const muxer = new Fmp4Muxer({ video: true, audio: false });
    const units = [
      key(0),
      delta(1),
      key(2),
      key(3, otherSpsNalUnit),
      delta(4),
      key(5, otherSpsNalUnit),
    ];
    const pieces = units.flatMap((unit) => muxer.push(unit, msOf(unit)));
    expect(pieces.map(({ kind }) => kind === 'init')).toEqual([
      true,
      false,
      false,
      false,
      true,
      false,
      false,
      false,
    ]);
    expect(initsOf(pieces)).toMatchObject([{ width: 1280 }, { width: 640, height: 480 }]);
  });

  it('takes sound in at the next random access unit, and out when it does not come any more', () => {
    const muxer = new Fmp4Muxer({ video: true, audio: true });
    const push = (unit: MediaUnit) =>
      muxer
        .push(unit, msOf(unit))
        .map((piece) => (piece.kind === 'init' ? (piece.audio ?? 'silent') : piece.track));
    expect(push(key(0))).toEqual(['silent', 'video']);
    expect(push(sound(20))).toEqual([]);
    expect(push(delta(1))).toEqual(['video']);
    expect(push(key(2))).toEqual(['mp4a.40.2', 'video']);
    expect(push(sound(90))).toEqual(['audio']);
    expect(push(sound(110, 'pcmu'))).toEqual([]);
    expect(push(key(4))).toEqual(['silent', 'video']);
    expect(push(sound(180))).toEqual([]);
    expect(push(key(5))).toEqual(['mp4a.40.2', 'video']);
    expect(push(key(50))).toEqual(['silent', 'video']);
  });

  it('has the announced sound from the first initialisation segment on, unless it never comes', () => {
    const audio = { codec: 'opus', sampleRateHz: 48_000, channels: 1 };
    const muxer = new Fmp4Muxer({ video: true, audio });
    const inits = [0, 30, 60].flatMap((at) => initsOf(muxer.push(key(at), at * 40)));
    expect(inits.map((init) => init.audio)).toEqual(['opus', null]);
  });

  it('stops at pictures that it cannot describe and goes on with those that it can', () => {
    const muxer = new Fmp4Muxer({ video: true, audio: false });
    const jpeg: MediaUnit = { ...key(1), codec: 'jpeg', parts: [new Uint8Array(50)] };
    const broken = picture(
      3,
      [Uint8Array.of(0x67, 1), ppsNalUnit(), sliceNalUnit({ idr: true })],
      true,
    );
    const kinds = [key(0), jpeg, delta(2), broken, key(4)].map((unit) =>
      muxer.push(unit, msOf(unit)).map(({ kind }) => kind),
    );
    expect(kinds).toEqual([['init', 'fragment'], [], [], [], ['init', 'fragment']]);
    expect(muxer.statistics.droppedPictures).toBe(3);
  });

  it('strips parameter sets and delimiters, and keeps everything else byte for byte', () => {
    const muxer = new Fmp4Muxer({ video: true, audio: false });
    const unwanted = new Set([7, 8, 9]);
    h264AccessUnits('high-aud-sei').forEach((nalUnits, at) => {
      const [fragment] = fragmentsOf(muxer.push(picture(at, nalUnits, at % 10 === 0), at * 40));
      const wanted = nalUnits
        .filter(([first = 0]) => !unwanted.has(first & 0x1f))
        .flatMap((nalUnit) => {
          const length = Buffer.alloc(4);
          length.writeUInt32BE(nalUnit.length);
          return [length, nalUnit];
        });
      const data = Buffer.from(fragment?.bytes ?? []).subarray(112);
      expect(data.equals(Buffer.concat(wanted))).toBe(true);
    });
  });

  it('takes arbitrary units without throwing', () => {
    const unit = fc.record({
      codec: fc.constantFrom<MediaUnit['codec']>(
        'h264',
        'h265',
        'jpeg',
        'pcmu',
        'g726',
        'aac',
        'opus',
      ),
      parts: fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 4 }),
      timestamp: fc.nat(1e9),
      clockRateHz: fc.constantFrom(8_000, 48_000, 90_000, 12_345),
      channels: fc.nat(3),
      arrivalMs: fc.nat(1e6),
      randomAccess: fc.boolean(),
      discontinuity: fc.boolean(),
    });
    const step = fc.tuple(fc.oneof(unit, fc.constant(key(0)), fc.constant(delta(0))), fc.nat(1e7));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.boolean(), (steps, video) => {
        const muxer = new Fmp4Muxer({ video, audio: true });
        const pieces = steps.flatMap(([one, ms]) => muxer.push(one, ms));
        const { fragments, inits } = muxer.statistics;
        expect([fragmentsOf(pieces).length, initsOf(pieces).length]).toEqual([fragments, inits]);
        expect(pieces.length === 0 || pieces[0]?.kind === 'init').toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
