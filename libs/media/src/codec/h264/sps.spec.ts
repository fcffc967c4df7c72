import { BitWriter, concatBytes, fromHex, toHex } from '@casement/bytes';
import fc from 'fast-check';
import { MediaError } from '../../errors/media-error.js';
import { insertEmulationPrevention } from '../nal/emulation-prevention.js';
import { pictureReordering } from './picture-reordering.js';
import { parseSps, parseSpsId } from './sps.js';
import type { Sps } from './sps.js';

type Case = { name: string; hex: string; sps: Partial<Sps>; reordering: string };

/** From x264 (FFmpeg 5.1); the expected values are those that ffprobe prints for the same streams. */
const cases: Case[] = [
  {
    name: '1080p25 high with B pictures: cropped from 1088 lines',
    hex: '67640028acd940780227e5c044000003000400000300c83c60c658',
    sps: {
      profileIdc: 100,
      levelIdc: 40,
      profileLevelId: '640028',
      width: 1920,
      height: 1080,
      fps: 25,
      frameMbsOnly: true,
      maxNumReorderFrames: 2,
      maxDecFrameBuffering: 4,
      pixelAspectRatio: { width: 1, height: 1 },
    },
    reordering: 'declared',
  },
  {
    name: '720p30 main',
    hex: '674d401fd9005005bb0110000003001000000303c0f1832480',
    sps: {
      profileIdc: 77,
      constraintFlags: 0x40,
      profileLevelId: '4d401f',
      width: 1280,
      height: 720,
      fps: 30,
      maxNumReorderFrames: 0,
    },
    reordering: 'none',
  },
  {
    name: 'VGA 15 per second, constrained baseline',
    hex: '6742c016d900a03db0110000030001000003001e0f162e48',
    sps: {
      profileIdc: 66,
      constraintFlags: 0xc0,
      levelIdc: 22,
      profileLevelId: '42c016',
      width: 640,
      height: 480,
      fps: 15,
      picOrderCntType: 2,
    },
    reordering: 'none',
  },
  {
    name: '1080i25: half as many map units, cropped in steps of 4 lines',
    hex: '67640028acd94078044fde0220000003002000000643e2c5b2c0',
    sps: { width: 1920, height: 1080, fps: 25, frameMbsOnly: false },
    reordering: 'declared',
  },
  {
    name: '4:4:4, odd size',
    hex: '67f4000c919b282a10f1f1f80880000003008000000a078a14cb',
    sps: { profileIdc: 244, chromaFormatIdc: 3, bitDepthLuma: 8, width: 322, height: 242, fps: 10 },
    reordering: 'declared',
  },
  {
    name: '4:2:2, 10 bits',
    hex: '677a000cb6cd9415087888fc0440000003004000000503c50a6580',
    sps: {
      profileIdc: 122,
      chromaFormatIdc: 2,
      bitDepthLuma: 10,
      bitDepthChroma: 10,
      width: 322,
      height: 242,
      fps: 10,
    },
    reordering: 'declared',
  },
  {
    name: 'extended pixel aspect ratio',
    hex: '6764001eacd940b4126ffc010000b440000003004000000c83c58b6580',
    sps: { width: 720, height: 576, pixelAspectRatio: { width: 64, height: 45 }, fps: 25 },
    reordering: 'declared',
  },
  {
    name: 'buffer model (HRD) before the restrictions, 29.97 per second',
    hex: '6764001facd9405005bb011000003e90000ea60604000f424001e84e4c30078c18cb',
    sps: { width: 1280, height: 720, fps: 30_000 / 1001, maxNumReorderFrames: 2 },
    reordering: 'declared',
  },
  {
    name: 'monochrome',
    hex: '6764000cf36505825b016c80000003008000000c078a14cb',
    sps: { width: 352, height: 288, fps: 12, chromaFormatIdc: 0 },
    reordering: 'declared',
  },
];

type Writing = (writer: BitWriter) => void;

/** An SPS of 4 x 3 macroblocks: high profile with `format`, or another profile without. */
function writeSps({
  profileIdc = 66,
  flags = 0,
  format,
  picOrderCnt = (writer) => writer.ue(0).ue(0),
  crop = [],
  vui,
}: {
  profileIdc?: number;
  flags?: number;
  format?: Writing;
  picOrderCnt?: Writing;
  crop?: number[];
  vui?: Writing;
}): Uint8Array {
  const writer = new BitWriter().bits(profileIdc, 8).bits(flags, 8).bits(30, 8).ue(0);
  format?.(writer);
  writer.ue(0);
  picOrderCnt(writer);
  writer.ue(1).bit(0).ue(3).ue(2).bit(1).bit(1);
  writer.bit(crop.length > 0);
  crop.forEach((value) => writer.ue(value));
  writer.bit(vui !== undefined);
  vui?.(writer);
  const rbsp = writer.rbspTrailingBits().toBytes();
  return concatBytes([Uint8Array.of(0x67), insertEmulationPrevention(rbsp)]);
}

function errorOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}

describe('parseSps', () => {
  it.each(cases)('$name', ({ hex, sps, reordering }) => {
    const parsed = parseSps(fromHex(hex));
    expect(parsed).toMatchObject(sps);
    expect(pictureReordering(parsed)).toBe(reordering);
    expect(parseSpsId(fromHex(hex))).toBe(parsed.id);
  });

  it('passes over scaling lists: full, default and repeated', () => {
    const format = (writer: BitWriter) => {
      writer.ue(1).ue(0).ue(0).bit(0).bit(1);
      writer.bit(1);
      for (let at = 0; at < 16; at += 1) {
        writer.se(at % 2 === 0 ? 3 : -3);
      }
      writer.bit(1).se(-8); // next scale 0 at the first place: the default list
      writer.bit(1).se(4).se(-12); // next scale 0 later: the last value repeats
      writer.bits(0, 3).bit(1);
      for (let at = 0; at < 64; at += 1) {
        writer.se(1);
      }
      writer.bit(0);
    };
    const sps = parseSps(writeSps({ profileIdc: 100, format }));
    expect(sps).toMatchObject({ width: 64, height: 48, picOrderCntType: 0 });
  });

  it('reads separate colour planes, which are cropped by single pixels', () => {
    const format = (writer: BitWriter) => writer.ue(3).bit(1).ue(0).ue(0).bit(0).bit(0);
    expect(parseSps(writeSps({ profileIdc: 244, format, crop: [1, 2, 3, 4] }))).toMatchObject({
      width: 61,
      height: 41,
    });
  });

  it('reads pic_order_cnt_type 1', () => {
    const picOrderCnt = (writer: BitWriter) => writer.ue(1).bit(0).se(-2).se(3).ue(2).se(1).se(-1);
    expect(parseSps(writeSps({ picOrderCnt }))).toMatchObject({ picOrderCntType: 1, width: 64 });
  });

  it('keeps what a VUI says before it is cut short', () => {
    const whole = fromHex('67640028acd940780227e5c044000003000400000300c83c60c658');
    const sps = parseSps(whole.subarray(0, whole.length - 6));
    expect(sps).toMatchObject({
      width: 1920,
      height: 1080,
      pixelAspectRatio: { width: 1, height: 1 },
    });
    expect(sps).not.toHaveProperty('maxNumReorderFrames');
  });

  it.each([
    { name: 'without time', unitsInTick: 0, timeScale: 50 },
    { name: 'with 5000 per second', unitsInTick: 1, timeScale: 10_000 },
  ])('believes no timing $name', ({ unitsInTick, timeScale }) => {
    const vui = (writer: BitWriter) =>
      writer.bits(0, 4).bit(1).bits(unitsInTick, 32).bits(timeScale, 32).bit(1).bits(0, 4);
    expect(parseSps(writeSps({ vui }))).not.toHaveProperty('fps');
  });

  it('reads the video signal and chroma location in front of the timing', () => {
    const vui = (writer: BitWriter) => {
      writer.bit(0).bit(1).bit(0); // no aspect ratio; overscan
      writer.bit(1).bits(10, 4).bit(1).bits(0x010101, 24); // video signal with colours
      writer.bit(1).ue(0).ue(1); // chroma location
      writer.bit(1).bits(1, 32).bits(24, 32).bit(1).bits(0, 3).bit(0);
    };
    expect(parseSps(writeSps({ vui })).fps).toBe(12);
  });

  it.each([
    { name: 'a PPS', bytes: fromHex('68ce3880') },
    { name: 'nothing', bytes: new Uint8Array() },
    { name: 'a header alone', bytes: fromHex('67') },
    { name: 'half an SPS', bytes: fromHex('67640028ac') },
    { name: 'nothing but zeros', bytes: Uint8Array.of(0x67, ...new Uint8Array(60)) },
    { name: 'more cropping than pixels', bytes: writeSps({ crop: [16, 16, 0, 0] }) },
    { name: 'pic_order_cnt_type 3', bytes: writeSps({ picOrderCnt: (writer) => writer.ue(3) }) },
  ])('refuses $name', ({ bytes }) => {
    const error = errorOf(() => parseSps(bytes));
    expect(error).toBeInstanceOf(MediaError);
    expect(error).toHaveProperty('kind', 'sps');
  });

  it('says what was found and what was expected', () => {
    const bytes = writeSps({ picOrderCnt: (writer) => writer.ue(3) });
    expect(errorOf(() => parseSps(bytes))).toHaveProperty(
      'message',
      `SPS has pic_order_cnt_type 3; expected 0..2: ${toHex(bytes)}`,
    );
  });

  it('throws nothing but MediaError for arbitrary and for damaged bytes', () => {
    const damaged = fc
      .tuple(fc.constantFrom(...cases), fc.nat(30), fc.integer({ min: 0, max: 255 }))
      .map(([{ hex }, at, value]) => fromHex(hex).with(Math.min(at, hex.length / 2 - 1), value));
    const arbitrary = fc.uint8Array({ maxLength: 60 }).map((rest) => Uint8Array.of(0x67, ...rest));
    fc.assert(
      fc.property(fc.oneof(arbitrary, damaged), (bytes) => {
        const result = errorOf(() => parseSps(bytes));
        if (result instanceof Error) {
          expect(result).toBeInstanceOf(MediaError);
        } else {
          expect((result as Sps).width).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('pictureReordering', () => {
  it.each([
    { name: 'baseline', sps: writeSps({ profileIdc: 66 }), reordering: 'none' },
    { name: 'main without VUI', sps: writeSps({ profileIdc: 77 }), reordering: 'unknown' },
    {
      name: 'main with output order = decoding order',
      sps: writeSps({ profileIdc: 77, picOrderCnt: (writer) => writer.ue(2) }),
      reordering: 'none',
    },
    {
      name: 'high 10 intra',
      sps: writeSps({
        profileIdc: 110,
        flags: 0x10,
        format: (writer) => writer.ue(1).ue(2).ue(2).bit(0).bit(0),
      }),
      reordering: 'none',
    },
  ])('$name: $reordering', ({ sps, reordering }) => {
    expect(pictureReordering(parseSps(sps))).toBe(reordering);
  });
});
