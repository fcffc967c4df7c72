import { BitWriter, fromHex } from '@casement/bytes';
import fc from 'fast-check';
import { MediaError } from '../../errors/media-error.js';
import { h265NalUnit } from '../../fixtures/h265-nal-units.js';
import { h265ProfileName } from './profile-name.js';
import { h265CodecString } from './profile-tier-level.js';
import { parseH265Sps, parseH265SpsIds } from './sps.js';
import type { H265Sps } from './sps.js';

type Case = {
  readonly name: string;
  readonly hex: string;
  readonly sps: Partial<H265Sps>;
  readonly codec: string;
  readonly profile: string;
};

/** Written by x265 3.5; what is expected is what ffprobe 5.1 says of the same streams. */
const cases: Case[] = [
  {
    name: 'Main, 320x192, 10 per second',
    hex: '42010101600000030090000003000003003ca00a080c16592a4932bc05a02000000300200000030141',
    sps: { width: 320, height: 192, fps: 10, maxNumReorderPics: 0, chromaFormatIdc: 1 },
    codec: 'hvc1.1.6.L60.90',
    profile: 'Main',
  },
  {
    name: 'Main, B pictures',
    hex: '42010101600000030090000003000003001ea01420616595924932bc05a02000000300200000030141',
    sps: { width: 160, height: 96, fps: 10, maxNumReorderPics: 2 },
    codec: 'hvc1.1.6.L30.90',
    profile: 'Main',
  },
  {
    name: 'Main 10, a size that is no multiple of 8',
    hex: '42010102200000030090000003000003003ca00a480f9c9236592a4932bc05a02000000300200000030321',
    sps: { width: 322, height: 242, fps: 25, bitDepthLuma: 10, bitDepthChroma: 10 },
    codec: 'hvc1.2.4.L60.90',
    profile: 'Main 10',
  },
  {
    name: '4:4:4, 29.97 per second',
    hex: '4201010408000003009e0800000300003c90014901f39e7cb2549265780b40400000fa40001d4c02',
    sps: { width: 322, height: 242, fps: 30_000 / 1001, chromaFormatIdc: 3 },
    codec: 'hvc1.4.10.L60.9E.8',
    profile: 'Range Extensions',
  },
  {
    name: '4:2:2, 10 bits, B pictures',
    hex: '4201010408000003009d0800000300003cb00a080f9f3b6595964932bc05a02000000300200000030321',
    sps: { width: 320, height: 242, bitDepthLuma: 10, chromaFormatIdc: 2, maxNumReorderPics: 2 },
    codec: 'hvc1.4.10.L60.9D.8',
    profile: 'Range Extensions',
  },
  {
    name: 'monochrome',
    hex: '4201010408000003009fc800000300003cc028203e7cf964a924caf016c080000003008000000c84',
    sps: { width: 320, height: 242, chromaFormatIdc: 0, fps: 25 },
    codec: 'hvc1.4.10.L60.9F.C8',
    profile: 'Range Extensions',
  },
  {
    name: '1080p with scaling lists, colours, pixel aspect ratio, buffer model',
    hex: '42010101600000030090000003000003007ba003c08010e5964a924e578237010101b61000000300100000030326014986e000f424001e8488',
    sps: { width: 1920, height: 1080, fps: 50, temporalLayers: 1 },
    codec: 'hvc1.1.6.L123.90',
    profile: 'Main',
  },
];

type Writing = (writer: BitWriter) => void;

/** An SPS of 64x48 up to the reordering, and then what `tail` writes. */
function writeSps({
  head = (writer) => writer.bits(0, 4).bits(0, 3).bit(1),
  profile = (writer) =>
    writer.bits(0x0160, 16).bits(0, 24).bits(0x90, 8).bits(0, 32).bits(0, 8).bits(93, 8),
  id = 0,
  size = [64, 48],
  window = [],
  tail = () => undefined,
}: {
  head?: Writing;
  profile?: Writing;
  id?: number;
  size?: readonly [number, number];
  window?: readonly number[];
  tail?: Writing | (() => undefined);
} = {}): Uint8Array {
  const writer = new BitWriter();
  head(writer);
  profile(writer);
  writer
    .ue(id)
    .ue(1)
    .ue(size[0])
    .ue(size[1])
    .bit(window.length > 0);
  window.forEach((value) => writer.ue(value));
  writer.ue(0).ue(0).ue(4).bit(1).ue(4).ue(2).ue(0);
  tail(writer);
  return h265NalUnit(33, writer.rbspTrailingBits().toBytes());
}

/** What stands between the reordering and the short-term reference picture sets, everything off. */
const noTools: Writing = (writer) =>
  writer.ue(0).ue(0).ue(0).ue(0).ue(0).ue(0).bit(0).bits(0, 2).bit(0);

/** From the long-term pictures to a VUI with 12 pictures per second. */
const timing: Writing = (writer) =>
  writer.bit(0).bits(0, 2).bit(1).bits(0, 4).bits(0, 3).bit(0).bit(1).bits(1, 32).bits(12, 32);

function errorOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}

describe('parseH265Sps', () => {
  it.each(cases)('$name', ({ hex, sps, codec, profile }) => {
    const parsed = parseH265Sps(fromHex(hex));
    expect(parsed).toMatchObject(sps);
    expect(h265CodecString(parsed.profileTierLevel)).toBe(codec);
    expect(h265ProfileName(parsed.profileTierLevel)).toBe(profile);
    expect(parseH265SpsIds(fromHex(hex))).toEqual({ id: parsed.id, vpsId: parsed.vpsId });
  });

  it('reads profiles and levels of sub-layers', () => {
    const head: Writing = (writer) => writer.bits(3, 4).bits(2, 3).bit(1);
    const profile: Writing = (writer) => {
      writer.bits(0x2160, 16).bits(0, 24).bits(0x90, 8).bits(0, 32).bits(0, 8).bits(93, 8);
      writer.bits(0b1101, 4).bits(0, 12); // profile and level of the first, level of the second
      writer.bits(0x0160, 16).bits(0, 32).bits(0, 32).bits(0, 8).bits(90, 8).bits(93, 8);
    };
    const tail: Writing = (writer) => {
      writer.ue(4).ue(1).ue(0).ue(4).ue(0).ue(0); // the two higher sub-layers
      noTools(writer);
      writer.ue(0);
      timing(writer);
    };
    const parsed = parseH265Sps(writeSps({ head, profile, id: 7, tail }));
    expect(parsed).toMatchObject({ id: 7, vpsId: 3, temporalLayers: 3, maxNumReorderPics: 0 });
    expect(parsed).toMatchObject({ fps: 12, width: 64 });
    expect(h265CodecString(parsed.profileTierLevel, 'hev1')).toBe('hev1.1.6.H93.90');
  });

  it('passes over reference picture sets, explicit and predicted, and long-term pictures', () => {
    const tail: Writing = (writer) => {
      noTools(writer);
      writer.ue(3);
      writer.ue(2).ue(1).ue(0).bit(1).ue(1).bit(0).ue(2).bit(1); // two before, one behind
      writer.bit(1).bit(0).ue(0).bit(1).bit(1).bit(0).bit(0).bit(0).bit(1); // of 3 + 1, three stay
      writer.bit(1).bit(1).ue(2).bits(0b1111, 4);
      writer.bit(1).ue(1).bits(5, 8).bit(1); // one long-term picture
      writer.bits(0, 2).bit(1).bits(0, 4).bits(0, 3).bit(0).bit(1).bits(1, 32).bits(12, 32);
    };
    expect(parseH265Sps(writeSps({ tail })).fps).toBe(12);
  });

  it('cuts the conformance window off, in units of chroma samples', () => {
    expect(parseH265Sps(writeSps({ window: [1, 2, 3, 4] }))).toMatchObject({
      width: 58,
      height: 34,
    });
  });

  it.each([
    { name: 'cut short behind the reordering', tail: () => undefined },
    { name: 'with 65 reference picture sets', tail: (w: BitWriter) => (noTools(w), w.ue(65)) },
    {
      name: 'with 17 pictures in a set',
      tail: (w: BitWriter) => (noTools(w), w.ue(1).ue(17).ue(0).bits(0, 32).bits(0, 32)),
    },
    {
      name: 'with 33 long-term pictures',
      tail: (w: BitWriter) => (noTools(w), w.ue(0).bit(1).ue(33).bits(0, 32).bits(0, 32)),
    },
  ])('says no frame rate of one $name', ({ tail }) => {
    const parsed = parseH265Sps(writeSps({ tail }));
    expect(parsed).toMatchObject({ width: 64, height: 48, maxNumReorderPics: 2 });
    expect(parsed).not.toHaveProperty('fps');
  });

  it.each([
    { name: 'a PPS', bytes: fromHex('4401c172b46240') },
    { name: 'nothing', bytes: new Uint8Array() },
    { name: 'a header alone', bytes: fromHex('4201') },
    { name: 'half an SPS', bytes: fromHex('420101016000000300900000') },
    { name: 'eight sub-layers', bytes: writeSps({ head: (w) => w.bits(0, 4).bits(7, 3).bit(1) }) },
    { name: 'id 16', bytes: writeSps({ id: 16 }) },
    { name: 'no pixels', bytes: writeSps({ size: [0, 48] }) },
    { name: 'too many pixels', bytes: writeSps({ size: [20_000, 48] }) },
    { name: 'a window larger than the picture', bytes: writeSps({ window: [16, 16, 0, 0] }) },
  ])('refuses $name', ({ bytes }) => {
    const error = errorOf(() => parseH265Sps(bytes));
    expect(error).toBeInstanceOf(MediaError);
    expect(error).toHaveProperty('kind', 'sps');
  });

  it('throws nothing but MediaError for arbitrary and for damaged bytes', () => {
    const damaged = fc
      .tuple(fc.constantFrom(...cases), fc.nat(60), fc.integer({ min: 0, max: 255 }))
      .map(([{ hex }, at, value]) => fromHex(hex).with(Math.min(at, hex.length / 2 - 1), value));
    const arbitrary = fc
      .uint8Array({ maxLength: 80 })
      .map((rest) => Uint8Array.of(0x42, 1, ...rest));
    fc.assert(
      fc.property(fc.oneof(arbitrary, damaged), (bytes) => {
        const result = errorOf(() => parseH265Sps(bytes));
        if (result instanceof Error) {
          expect(result).toBeInstanceOf(MediaError);
        } else {
          expect((result as H265Sps).width).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });
});
