import { ByteWriter, concatBytes } from '@casement/bytes';
import fc from 'fast-check';
import { MediaError } from '../errors/media-error.js';
import { AdtsReader } from './adts-reader.js';
import { FlvReader } from './flv-reader.js';
import type { FlvPicture } from './flv-reader.js';
import { JpegReader } from './jpeg-reader.js';
import { Mp4Splitter } from './mp4-splitter.js';
import { oggCrc } from './ogg-crc.js';
import { OggOpusReader } from './ogg-opus-reader.js';

/** Gives a reader some bytes in pieces. */
function feed(
  reader: { push(bytes: Uint8Array): void },
  bytes: Uint8Array,
  cuts: readonly number[],
): void {
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  ends.forEach((end, index) => reader.push(bytes.subarray(ends[index - 1] ?? 0, end)));
}

const cuts = fc.array(fc.nat(), { maxLength: 8 });
const bytesOf = (max: number, min = 1) => fc.uint8Array({ minLength: min, maxLength: max });

/** Whatever comes, a reader takes it or says why not. */
function survives(make: () => { push(bytes: Uint8Array): void }, start: Uint8Array): void {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), cuts, (rubbish, isLate, at) => {
      try {
        feed(make(), isLate ? concatBytes([start, rubbish]) : rubbish, at);
      } catch (error) {
        expect(error).toBeInstanceOf(MediaError);
      }
    }),
  );
}

describe('FlvReader', () => {
  const header = concatBytes([
    Uint8Array.of(0x46, 0x4c, 0x56, 1, 1, 0, 0, 0, 9),
    new Uint8Array(4),
  ]);
  const tag = (type: number, timeMs: number, data: Uint8Array): Uint8Array =>
    new ByteWriter()
      .u8(type)
      .u24(data.length)
      .u24(timeMs % 2 ** 24)
      .u8(Math.floor(timeMs / 2 ** 24))
      .u24(0)
      .bytes(data)
      .u32(data.length + 11)
      .toBytes();
  const config = tag(
    9,
    0,
    Uint8Array.of(0x17, 0, 0, 0, 0, 1, 66, 0, 30, 0xff, 0xe1, 0, 2, 0x67, 7, 1, 0, 1, 0x68),
  );
  const picture = ({ nalUnits, timeMs, keyFrame }: FlvPicture): Uint8Array => {
    const writer = new ByteWriter()
      .u8(keyFrame ? 0x17 : 0x27)
      .u8(1)
      .u24(0);
    nalUnits.forEach((nalUnit) => writer.u32(nalUnit.length).bytes(nalUnit));
    return tag(9, timeMs, writer.toBytes());
  };
  const pictures = fc.array(
    fc.record({
      nalUnits: fc.array(bytesOf(40), { minLength: 1, maxLength: 3 }),
      timeMs: fc.nat(2 ** 31),
      keyFrame: fc.boolean(),
    }),
    { maxLength: 6 },
  );

  it('finds the pictures, however the bytes are split', () => {
    fc.assert(
      fc.property(pictures, cuts, (wanted, at) => {
        const found: FlvPicture[] = [];
        const script = tag(18, 0, Uint8Array.of(2, 0));
        const bytes = concatBytes([header, script, config, ...wanted.map(picture)]);
        feed(new FlvReader((one) => found.push(one)), bytes, at);
        const sets = [Uint8Array.of(0x67, 7), Uint8Array.of(0x68)];
        expect(found).toEqual(
          wanted.map((one) => ({
            ...one,
            nalUnits: one.keyFrame ? [...sets, ...one.nalUnits] : one.nalUnits,
          })),
        );
      }),
    );
  });

  it('says what is wrong', () => {
    const read =
      (...parts: Uint8Array[]) =>
      () =>
        new FlvReader(() => undefined).push(concatBytes(parts));
    expect(read(new TextEncoder().encode('rubbish'))).toThrow(
      'ffmpeg writes bytes 114 117 98; expected FLV',
    );
    expect(read(header, tag(7, 0, Uint8Array.of(1)))).toThrow('tag type 7');
    expect(read(header, tag(9, 0, Uint8Array.of(0x12, 0, 0, 0, 0)))).toThrow('codec 2');
    expect(read(header, tag(9, 0, Uint8Array.of(0x17, 1, 0, 0, 0, 0, 0, 0, 9)))).toThrow('shorter');
    expect(read(header, tag(9, 0, Uint8Array.of(0x17)))).toThrow('shorter');
  });

  it('survives everything', () => {
    survives(() => new FlvReader(() => undefined), header);
  });
});

describe('OggOpusReader', () => {
  const page = (packets: readonly Uint8Array[], flags = 0): Uint8Array => {
    const lacing = packets.flatMap(({ length }) => [
      ...Array.from({ length: Math.floor(length / 255) }, () => 255),
      length % 255,
    ]);
    const head = new ByteWriter().ascii('OggS').u8(0).u8(flags).zeros(20).u8(lacing.length);
    return signed(concatBytes([head.toBytes(), Uint8Array.from(lacing), ...packets]));
  };
  const signed = (bytes: Uint8Array): Uint8Array => {
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(22, oggCrc(bytes), true);
    return bytes;
  };
  const head = new ByteWriter().ascii('OpusHead').u8(1).u8(2).u8(0x38).u8(1).zeros(7).toBytes();
  const tags = new TextEncoder().encode('OpusTags and more');
  const start = concatBytes([page([head], 2), page([tags])]);
  const packet = bytesOf(700).map((bytes) => Uint8Array.of(0x78, ...bytes));

  it('finds the packets, however the bytes are split', () => {
    fc.assert(
      fc.property(fc.array(fc.array(packet, { minLength: 1, maxLength: 4 })), cuts, (pages, at) => {
        const found: unknown[] = [];
        const reader = new OggOpusReader({
          head: (one) => found.push(one),
          packet: (bytes, samples) => found.push([[...bytes], samples]),
        });
        feed(reader, concatBytes([start, ...pages.map((packets) => page(packets))]), at);
        const wanted = pages.flat().map((bytes) => [[...bytes], 960]);
        expect(found).toEqual([{ channels: 2, preSkip: 312 }, ...wanted]);
      }),
      { numRuns: 40 },
    );
  });

  it('joins a packet that goes on in the next page', () => {
    const long = new Uint8Array(600).fill(0x78);
    const first = new ByteWriter().ascii('OggS').u8(0).u8(0).zeros(20).u8(2).u8(255).u8(255);
    const second = new ByteWriter().ascii('OggS').u8(0).u8(1).zeros(20).u8(1).u8(90);
    const found: number[] = [];
    new OggOpusReader({ head: () => undefined, packet: ({ length }) => found.push(length) }).push(
      concatBytes([
        start,
        signed(concatBytes([first.toBytes(), long.subarray(0, 510)])),
        signed(concatBytes([second.toBytes(), long.subarray(510)])),
      ]),
    );
    expect(found).toEqual([600]);
  });

  it('says what is wrong', () => {
    const read =
      (...parts: Uint8Array[]) =>
      () =>
        new OggOpusReader({ head: () => undefined, packet: () => undefined }).push(
          concatBytes(parts),
        );
    const damaged = page([head], 2);
    damaged[30]! ^= 1;
    expect(read(damaged)).toThrow('the CRC');
    expect(read(page([tags]))).toThrow('expected OpusHead');
    expect(read(page([head], 2), page([head]))).toThrow('expected OpusTags');
    expect(read(start, page([Uint8Array.of(0x7b, 0)]))).toThrow('expected an Opus packet');
    expect(read(new TextEncoder().encode('RIFF'))).toThrow('expected an Ogg page');
  });

  it('survives everything', () => {
    survives(() => new OggOpusReader({ head: () => undefined, packet: () => undefined }), start);
  });
});

describe('AdtsReader', () => {
  const frame = (bytes: Uint8Array): Uint8Array => {
    const length = bytes.length + 7;
    const head = [0xff, 0xf1, 0x4c, 0x80 | (length >> 11), (length >> 3) & 0xff];
    return Uint8Array.of(...head, ((length & 7) << 5) | 0x1f, 0xfc, ...bytes);
  };

  it('finds the frames, however the bytes are split', () => {
    fc.assert(
      fc.property(fc.array(bytesOf(300)), cuts, (frames, at) => {
        const found: unknown[] = [];
        feed(new AdtsReader((one) => found.push(one)), concatBytes(frames.map(frame)), at);
        const facts = { sampleRateHz: 48_000, channels: 2 };
        expect(found).toEqual(frames.map((bytes) => ({ ...facts, bytes })));
      }),
    );
  });

  it('says what is wrong, and survives everything', () => {
    const read = () => new AdtsReader(() => undefined).push(new Uint8Array(7));
    expect(read).toThrow('the bytes 0 0 0 0 0 0 0; expected an ADTS header');
    survives(() => new AdtsReader(() => undefined), frame(Uint8Array.of(1, 2)));
  });
});

describe('JpegReader', () => {
  const segment = (marker: number, content: Uint8Array): Uint8Array =>
    Uint8Array.of(0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 0xff, ...content);
  /** Data of a scan: no FF but stuffed ones and restart markers. */
  const scan = bytesOf(60, 0).map((bytes) =>
    Uint8Array.from([...bytes].flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte]))),
  );
  const jpeg = fc
    .tuple(bytesOf(60, 0), scan, scan)
    .map(([thumbnail, first, second]) =>
      concatBytes([
        Uint8Array.of(0xff, 0xd8),
        segment(0xe1, Uint8Array.of(...thumbnail, 0xff, 0xd9)),
        segment(0xda, Uint8Array.of(1)),
        first,
        Uint8Array.of(0xff, 0xd0),
        second,
        Uint8Array.of(0xff, 0xd9),
      ]),
    );

  it('finds the pictures with their own end, however the bytes are split', () => {
    fc.assert(
      fc.property(fc.array(jpeg, { maxLength: 4 }), cuts, (pictures, at) => {
        const found: Uint8Array[] = [];
        feed(new JpegReader((one) => found.push(one)), concatBytes(pictures), at);
        expect(found).toEqual(pictures);
      }),
    );
  });

  it('says what is wrong, and survives everything', () => {
    const read =
      (...bytes: number[]) =>
      () =>
        new JpegReader(() => undefined).push(Uint8Array.from(bytes));
    expect(read(1, 2)).toThrow('expected a marker');
    expect(read(0xff, 0xe0)).toThrow('expected SOI');
    expect(read(0xff, 0xd8, 0xff, 0xe0, 0, 1)).toThrow('a JPEG segment of 1 bytes');
    survives(() => new JpegReader(() => undefined), Uint8Array.of(0xff, 0xd8));
  });

  it('holds a picture without end up to a limit', () => {
    const reader = new JpegReader(() => undefined);
    reader.push(Uint8Array.of(0xff, 0xd8, 0xff, 0xda, 0, 2));
    expect(() => {
      for (let mebibyte = 0; mebibyte < 9; mebibyte += 1) {
        reader.push(new Uint8Array(1024 * 1024));
      }
    }).toThrow('a unit of more than 8388608 bytes');
  });
});

describe('Mp4Splitter', () => {
  it('survives everything', () => {
    const start = new ByteWriter().u32(8).ascii('ftyp').u32(8).ascii('moov').u32(8).ascii('moof');
    const make = () => new Mp4Splitter({ init: () => undefined, fragment: () => undefined });
    survives(make, start.toBytes());
    expect(() => make().push(new ByteWriter().u32(8).ascii('mdat').toBytes())).toThrow(
      'the MP4 box "mdat"; expected ftyp, moov, moof, mdat in their order',
    );
    expect(() => make().push(new ByteWriter().u32(3).ascii('ftyp').toBytes())).toThrow(
      'of 3 bytes',
    );
  });
});
