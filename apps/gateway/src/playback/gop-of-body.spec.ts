import { concatBytes, fromHex } from '@casement/bytes';
import { splitAnnexB } from '@casement/media';
import type { PlaybackBody, RecordedPicture } from '@casement/protocol';
import fc from 'fast-check';
import { gopOfBody } from './gop-of-body.js';
import { isReordered, picturesByTime } from './gop-times.js';
import { bPictureStream, h264Places, recordedInOrder } from './testing/b-pictures.js';
import {
  annexB,
  recordedSpan,
  testBody,
  testPicture,
  testPps,
  testSps,
} from './testing/recorded-gops.js';

const noon = Date.UTC(2026, 10, 20, 12);
const owner = { recorder: 'r', camera: 1 };
const [oneGop] = recordedSpan(noon, noon + 1_000);
const body = testBody(oneGop!, 1);

const h265Vps = fromHex('40010c01ffff01600000030090000003000003003c928090');
const h265Sps = fromHex(
  '420101016000000300900000030000030078a0028080d16597929526be053701000003000100000300050800',
);
const h265Pps = fromHex('4401c172b09c0a0b00');

function jpeg(width: number, height: number): Uint8Array {
  const frame = [
    0xff,
    0xc0,
    0,
    11,
    8,
    height >> 8,
    height & 0xff,
    width >> 8,
    width & 0xff,
    1,
    1,
    0x11,
    0,
  ];
  return concatBytes([
    fromHex('ffd8'),
    Uint8Array.from(frame),
    fromHex('ffda0008010100003f005a5affd9'),
  ]);
}

const picture = (data: Uint8Array, epochMs = noon): RecordedPicture => ({
  epochMs,
  data,
  gop: undefined,
  cameraInformation: [],
});
const withPictures = (...pictures: RecordedPicture[]): PlaybackBody => ({ ...body, pictures });
const kept = (of: PlaybackBody) => {
  const result = gopOfBody(of, owner);
  if (result.kind === 'refused') {
    throw new Error(result.reason);
  }
  return result;
};

describe('a body as a GOP', () => {
  it('has its codec, size and times from the pictures', () => {
    const { gop, defects } = kept(body);
    expect(gop).toMatchObject({
      ...owner,
      codec: 'h264',
      codecString: 'avc1.64001f',
      width: 1280,
      height: 720,
      startMs: noon,
      endMs: noon + 1_000,
      alone: false,
      bytes: body.pictures.reduce((sum, { data }) => sum + data.length, 0),
    });
    expect(gop.pictures.map(({ timeMs, key, show }) => [timeMs - noon, key, show])).toEqual([
      [0, true, true],
      [200, false, true],
      [400, false, true],
      [600, false, true],
      [800, false, true],
    ]);
    expect(gop.pictures[0]?.data).toBe(body.pictures[0]?.data);
    expect(defects).toEqual([]);
  });

  it('knows H.265 and JPEG', () => {
    const slice = fromHex('2601af0102');
    const h265 = kept({
      ...withPictures(picture(annexB(h265Vps, h265Sps, h265Pps, slice))),
      codec: 'h265',
    });
    expect(h265.gop.codecString).toMatch(/^hvc1\.1\.6\./);
    const image = kept({
      ...withPictures(picture(concatBytes([jpeg(640, 360), new Uint8Array(3)]))),
      codec: 'jpeg',
      information: { imagesPerSecond: 10, raw: [], defects: [] },
    });
    expect(image.gop).toMatchObject({
      codecString: 'jpeg',
      width: 640,
      height: 360,
      endMs: noon + 100,
    });
    expect(image.gop.pictures[0]?.data).toHaveLength(jpeg(640, 360).length);
  });

  it('hides the key picture when the recorder says so (TLV 0x0029)', () => {
    const { gop } = kept({ ...body, information: { idrDisplay: 'hide', raw: [], defects: [] } });
    expect(gop.pictures.map(({ show }) => show)).toEqual([false, true, true, true, true]);
  });

  it('leaves out what comes in front of the key picture', () => {
    const early = picture(testPicture(noon - 200, false), noon - 200);
    const { gop, defects } = kept(withPictures(early, ...body.pictures));
    expect(gop.startMs).toBe(noon);
    expect(defects).toEqual(['1 pictures in front of the key picture are left out']);
  });

  it('puts parameter sets that were sent ahead in front of the key picture', () => {
    const sets = picture(annexB(testSps, testPps), noon - 10);
    const key = picture(annexB(Uint8Array.of(0x65, 0x88, 1)));
    const { gop } = kept(withPictures(sets, key));
    expect(splitAnnexB(gop.pictures[0]?.data ?? new Uint8Array())).toEqual([
      testSps,
      testPps,
      Uint8Array.of(0x65, 0x88, 1),
    ]);
  });

  it('sorts pictures that no other one needs, and no others', () => {
    const [first, ...rest] = body.pictures;
    const free = (ms: number) => picture(annexB(Uint8Array.of(0x01, 0x88, 1)), noon + ms);
    const sorted = kept(withPictures(first!, free(400), free(200)));
    expect(sorted.gop.pictures.map(({ timeMs }) => timeMs - noon)).toEqual([0, 200, 400]);
    expect(sorted.defects).toEqual(['2 pictures came out of order']);
    expect(gopOfBody(withPictures(first!, ...rest.toReversed()), owner)).toMatchObject({
      kind: 'refused',
      reason: 'the recording cannot be decoded here: its pictures are out of order',
      span: { startMs: noon, endMs: noon + 1_000 },
    });
  });

  it('keeps B pictures in decoding order, with the times at which they are shown', () => {
    const pictures = recordedInOrder(bPictureStream('h264').slice(0, 12), h264Places, noon);
    const { gop, defects } = kept(withPictures(...pictures));
    expect(gop.pictures.map(({ timeMs }) => (timeMs - noon) / 40)).toEqual(h264Places);
    expect(gop.pictures.map(({ data }) => data)).toEqual(pictures.map(({ data }) => data));
    expect(picturesByTime(gop).map(({ timeMs }) => (timeMs - noon) / 40)).toEqual(
      Array.from({ length: 12 }, (_, index) => index),
    );
    expect(isReordered(gop)).toBe(true);
    expect(gop).toMatchObject({ startMs: noon, endMs: noon + 12 * 40 });
    expect(defects).toEqual([]);
  });

  it('leaves out what a CRA picture shows before itself: it needs the GOP before', () => {
    const places = [8, 7, 11, 10, 9, 14, 13, 12];
    const stream = bPictureStream('h265');
    const sets = splitAnnexB(stream[0]!).slice(0, 3);
    const cra = recordedInOrder(stream.slice(7, 15), places, noon);
    const [first, ...rest] = cra;
    const key = { ...first!, data: annexB(...sets, ...splitAnnexB(first!.data)) };
    const { gop, defects } = kept({ ...withPictures(key, ...rest), codec: 'h265' });
    expect(gop.pictures.map(({ timeMs }) => (timeMs - noon) / 40)).toEqual(
      places.filter((place) => place !== 7),
    );
    expect(gop.startMs).toBe(noon + 8 * 40);
    expect(defects).toEqual(['1 pictures that need the GOP before are left out']);
  });

  it("has the parser's words for the log, and others for people", () => {
    const odd = 'TLV 0x0008 says 7 pictures; found 5';
    expect(kept({ ...body, defects: [odd] })).toMatchObject({
      isWhole: true,
      notice: 'the recorder sent a recording with mistakes in it',
      defects: [odd],
    });
    expect(kept(body).notice).toBeUndefined();
  });

  it('keeps the whole pictures of a body that was cut', () => {
    const { gop, defects, isWhole, notice } = kept({
      ...body,
      pictures: body.pictures.slice(0, 3),
      isTruncated: true,
    });
    expect(gop.pictures).toHaveLength(3);
    expect({ isWhole, notice }).toEqual({
      isWhole: false,
      notice: 'the recorder sent a damaged recording (shorter than it says)',
    });
    expect(defects).toEqual(['the recorder sent less than it announced: 3 whole pictures']);
  });

  it('does not believe an end far behind the last picture', () => {
    const gop = { start: { epochMs: noon }, end: { epochMs: noon + 3_600_000 } };
    const [first, ...rest] = body.pictures;
    expect(kept(withPictures({ ...first!, gop }, ...rest)).gop.endMs).toBe(noon + 1_000);
  });

  it.each<[string, PlaybackBody, string]>([
    ['no pictures', withPictures(), 'no pictures'],
    [
      'nothing but the start of one',
      { ...withPictures(), isTruncated: true },
      'the recorder sent a damaged recording (shorter than it says)',
    ],
    [
      'no key picture',
      { ...body, pictures: body.pictures.slice(1) },
      'the recording cannot be decoded here: no key picture',
    ],
    [
      'no parameter sets',
      withPictures(picture(annexB(Uint8Array.of(0x65, 0x88, 1)))),
      'the recording cannot be decoded here: no SPS, PPS',
    ],
    [
      'no VPS',
      { ...withPictures(picture(annexB(h265Sps, h265Pps, fromHex('2601af01')))), codec: 'h265' },
      'the recording cannot be decoded here: no VPS',
    ],
    [
      'another camera',
      { ...body, information: { camera: 3, raw: [], defects: [] } },
      'the recorder sent camera 3; expected camera 1',
    ],
    [
      'the picture that stands for none',
      { ...withPictures(picture(jpeg(39, 37))), codec: 'jpeg' },
      'the recorder has no JPEG picture of this camera',
    ],
    [
      'no JPEG',
      { ...withPictures(picture(fromHex('ffd8ffd9'))), codec: 'jpeg' },
      'the recorder sent a JPEG picture that is none',
    ],
  ])('is refused with words when there is %s', (_name, of, reason) => {
    expect(gopOfBody(of, owner)).toMatchObject({ kind: 'refused', reason });
  });

  it('never throws, and is in order when it is kept', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc
        .uint8Array({ maxLength: 20 })
        .map((rest) => annexB(concatBytes([Uint8Array.of(0x67), rest]))),
      fc.constantFrom(testPicture(1, true), testPicture(1, false), jpeg(640, 360), annexB(testSps)),
    );
    const pictures = fc.array(fc.tuple(bytes, fc.nat(5_000)), { maxLength: 6 });
    const codecs = fc.constantFrom('h264' as const, 'h265' as const, 'jpeg' as const);
    fc.assert(
      fc.property(pictures, codecs, fc.boolean(), (list, codec, isTruncated) => {
        const of = list.map(([data, ms]) => picture(data, noon + ms));
        const result = gopOfBody({ ...withPictures(...of), codec, isTruncated }, owner);
        if (result.kind === 'refused') {
          expect(result.reason.length).toBeGreaterThan(5);
          return;
        }
        const times = picturesByTime(result.gop).map(({ timeMs }) => timeMs);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(result.gop.pictures[0]?.key).toBe(true);
        expect(result.gop.endMs).toBeGreaterThanOrEqual(times.at(-1) ?? 0);
      }),
    );
  });
});
