import { concatBytes, fromHex } from '@casement/bytes';
import fc from 'fast-check';
import { errorOf, outcomeOf } from '../fixtures/outcome.js';
import {
  SECOND_MS,
  bodyVector,
  cameraInformation,
  idrPicture,
  pPicture,
  packetVector,
  padded,
  pb01,
  pb05,
  recorderInformation,
  unitVector,
} from '../fixtures/playback-vectors.js';
import { parsePlaybackBody } from './playback-body.js';
import type { PlaybackBody } from './playback-body.js';
import { MAX_PLAYBACK_BODY_BYTES } from './playback-layout.js';

/** Without a limit, unlike that of the library. */
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const dataOf = ({ pictures }: PlaybackBody): string[] => pictures.map(({ data }) => toHex(data));
const timesOf = ({ pictures }: PlaybackBody): number[] =>
  pictures.map(({ epochMs }) => epochMs - SECOND_MS);
/** The vector with these bytes at that place. */
function patched(bytes: Uint8Array, at: number, hex: string): Uint8Array {
  const copy = bytes.slice();
  copy.set(fromHex(hex), at);
  return copy;
}
const jpeg = 'ffd8ffdb0043' + '11'.repeat(65) + 'c0000b080168028001012200ffd9';

describe('parsePlaybackBody', () => {
  it('PB01 two pictures of a GOP of H.264', () => {
    const bytes = pb01();
    expect(toHex(bytes.subarray(0, 12))).toBe('ff1500740004000800020000');
    expect(toHex(bytes.subarray(148, 152))).toBe('ff060044');
    expect(toHex(bytes.subarray(216, 224))).toBe('ff0500020000003c');
    const body = parsePlaybackBody(bytes);
    expect(body).toMatchObject({ codec: 'h264', isPresent: true, isTruncated: false, defects: [] });
    expect(body.information).toMatchObject({ camera: 2, frameCount: 2, imagesPerSecond: 5 });
    expect(dataOf(body)).toEqual([idrPicture, pPicture]);
    expect(timesOf(body)).toEqual([200, 400]);
    expect(body.pictures[1]?.gop).toEqual({
      start: { epochMs: SECOND_MS + 200, timeZoneMinutes: 540, summerTime: false },
      end: { epochMs: SECOND_MS + 400, timeZoneMinutes: 540, summerTime: false },
    });
    expect(body.pictures[0]?.cameraInformation.map(({ id }) => id)).toEqual([0x11, 0x12]);
    expect(body.pictures[0]?.data.buffer).toBe(bytes.buffer);
  });

  it('PB02 H.265 with two tiles: parameter sets and both slices are one picture', () => {
    const nals = ['4001', '4201', '4401', '2601af', '26012f'].map((nal) => `00000001${nal}0a0b`);
    const information = recorderInformation
      .replace('0005000800030000', '0005000800040000')
      .replace('0008000800020000', '0008000800010000');
    const body = parsePlaybackBody(
      bodyVector([unitVector(nals.join(''))], { chunk: 'ff16', information }),
    );
    expect(body).toMatchObject({ codec: 'h265', defects: [] });
    expect(dataOf(body)).toEqual([nals.join('')]);
  });

  it('PB03 no information of the camera', () => {
    const units = [unitVector(idrPicture, { camera: '' }), unitVector(pPicture, { camera: '' })];
    const body = parsePlaybackBody(bodyVector(units));
    expect(dataOf(body)).toEqual([idrPicture, pPicture]);
    expect(body.pictures.map((picture) => picture.cameraInformation)).toEqual([[], []]);
    expect(body.defects).toEqual([]);
  });

  it('PB04 presence 0 without units is a gap at the time of the recorder', () => {
    const information = recorderInformation
      .replace('000c000800010000', '000c000800000000')
      .replace('0008000800020000', '0008000800000000');
    const body = parsePlaybackBody(bodyVector([], { information }));
    expect(body).toMatchObject({ isPresent: false, pictures: [], isTruncated: false, defects: [] });
    expect(body.information.timeEpochS).toBe(SECOND_MS / 1000);
  });

  it('PB06 a length past the body drops the picture and flags the GOP', () => {
    const first = parsePlaybackBody(patched(pb01(), 220, '00010000'));
    expect(first).toMatchObject({ pictures: [], isTruncated: true });
    expect(first.defects[0]).toContain('length 65536; expected at most 3880 (packet at byte 216)');
    const second = parsePlaybackBody(patched(pb01(), 380, '00010000'));
    expect(dataOf(second)).toEqual([idrPicture]);
    expect(second.isTruncated).toBe(true);
  });

  it('PB07 length 23 stops', () => {
    const body = parsePlaybackBody(patched(pb01(), 220, '00000017'));
    expect(body).toMatchObject({ pictures: [], isTruncated: true });
    expect(body.defects[0]).toContain('length 23; expected at least 24');
  });

  it('PB08 reserved bytes that look like a TLV are passed over', () => {
    const reserved = '0011000c0011000c0011000c';
    const body = parsePlaybackBody(
      bodyVector([unitVector(idrPicture, { reserved }), unitVector(pPicture, { reserved })]),
    );
    expect(dataOf(body)).toEqual([idrPicture, pPicture]);
    expect(body.defects).toEqual([]);
  });

  it('PB09 a TLV of the camera with length 2: the unit is searched', () => {
    const broken = cameraInformation.replace('00120008', '00120002');
    const body = parsePlaybackBody(
      bodyVector([unitVector(idrPicture, { camera: broken }), unitVector(pPicture)]),
    );
    expect(dataOf(body)).toEqual([idrPicture, pPicture]);
    expect(body.information.camera).toBe(2);
    expect(body.pictures[0]?.cameraInformation.map(({ id }) => id)).toEqual([0x11]);
    expect(body.defects).toContain('first picture at byte 216, where no lengths lead to');
  });

  it('PB10 headers within a picture are no headers', () => {
    const trap = `${idrPicture}${unitVector('0000000141')}`;
    const body = parsePlaybackBody(bodyVector([unitVector(trap), unitVector(pPicture)]));
    expect(dataOf(body)).toEqual([trap, pPicture]);
  });

  it.each([
    { name: 'PB11 not zero', video: `${pPicture}010203`, padding: 3, kept: `${pPicture}010203` },
    { name: 'B34 more than 3', video: pPicture, padding: 4, kept: `${pPicture}000000` },
  ])('padding $name stays in place', ({ video, padding, kept }) => {
    const body = parsePlaybackBody(bodyVector([unitVector(video, { padding })]));
    expect(dataOf(body)).toEqual([kept]);
    expect(body.defects[0]).toContain(`padding ${String(padding)}; expected`);
  });

  it('PB12 no multiple of 4 KiB is accepted with a warning', () => {
    const body = parsePlaybackBody(pb01().subarray(0, 500));
    expect(dataOf(body)).toHaveLength(2);
    expect(body.defects).toEqual(['500 bytes; expected a multiple of 4096']);
  });

  it('PB13 more than 64 MiB is refused', () => {
    const error = errorOf(() => parsePlaybackBody(new Uint8Array(MAX_PLAYBACK_BODY_BYTES + 1)));
    expect(error).toMatchObject({ kind: 'playback-body' });
    expect(error.message).toContain('67108865 bytes; expected at most 67108864');
  });

  it.each([
    { name: 'PB14 another chunk', bytes: patched(pb01(), 0, 'ff17'), kind: 'playback-body' },
    { name: 'PB14 an empty body', bytes: new Uint8Array(), kind: 'playback-empty' },
    { name: 'one byte', bytes: Uint8Array.of(0xff), kind: 'playback-body' },
    { name: 'a page of HTML', bytes: Buffer.from('<html></html>'), kind: 'playback-body' },
    { name: 'a JPEG without a chunk', bytes: fromHex(jpeg), kind: 'playback-body' },
  ])('$name is refused', ({ bytes, kind }) => {
    expect(errorOf(() => parsePlaybackBody(bytes)).kind).toBe(kind);
  });

  it('B35 refuses pictures without start codes', () => {
    const information = recorderInformation.replace('0027000800010000', '0027000800000000');
    const error = errorOf(() => parsePlaybackBody(bodyVector([], { information })));
    expect(error.message).toContain('0x0027 = 0; expected pictures with start codes');
  });

  it('PB15 5 pictures declared, 2 found', () => {
    const information = recorderInformation.replace('0008000800020000', '0008000800050000');
    const units = [unitVector(idrPicture), unitVector(pPicture)];
    const body = parsePlaybackBody(bodyVector(units, { information }));
    expect(body.pictures).toHaveLength(2);
    expect(body.defects).toEqual(['TLV 0x0008 says 5 pictures; found 2']);
  });

  it.each([
    { name: 'PB16 minus', zone: '051e80', minutes: -330, summer: false },
    { name: 'summer', zone: '010040', minutes: 60, summer: true },
    { name: 'minus zero', zone: '000080', minutes: 0, summer: false },
    { name: 'B40 BCD hour', zone: '233000', minutes: 23 * 60 + 30, summer: false },
    { name: 'B40 BCD minute', zone: '094500', minutes: 9 * 60 + 45, summer: false },
    { name: 'nothing', zone: '3c0040', minutes: undefined, summer: true },
  ])('zone: $name', ({ zone, minutes, summer }) => {
    const body = parsePlaybackBody(bodyVector([unitVector(idrPicture, { zone })]));
    const start = body.pictures[0]?.gop?.start;
    expect(start?.timeZoneMinutes).toBe(minutes);
    expect(start?.summerTime).toBe(summer);
  });

  it('PB17 a length that covers the information of the camera too', () => {
    const seen = `${cameraInformation}001e0008000000000027000c0506070800000000`;
    const units = [unitVector(idrPicture, { camera: seen }), unitVector(pPicture)];
    const length = 4 + (recorderInformation.length + seen.length) / 2;
    const body = parsePlaybackBody(bodyVector(units, { length }));
    expect(dataOf(body)).toEqual([idrPicture, pPicture]);
    expect(body.information).toMatchObject({ camera: 2, startCodes: true, defects: [] });
    expect(body.information.cameraTime).toBeUndefined();
    expect(body.pictures[0]?.cameraInformation.map(({ id }) => id)).toEqual([
      0x11, 0x12, 0x1e, 0x27,
    ]);
  });

  it.each([
    { name: 'too short', length: 20 },
    { name: 'within the unit', length: 140 },
    { name: '0', length: 0 },
    { name: 'beyond the body', length: 0xfff0 },
  ])('B29 a chunk length that is $name', ({ length }) => {
    const units = [unitVector(idrPicture), unitVector(pPicture)];
    const body = parsePlaybackBody(bodyVector(units, { length }));
    expect(dataOf(body)).toEqual([idrPicture, pPicture]);
    expect(body.information.camera).toBe(2);
  });

  it('B32 takes bare packets, and spreads their times up to the end of the GOP', () => {
    const units = [
      unitVector(idrPicture, { times: [20, 80, 20] }),
      packetVector(pPicture),
      packetVector(pPicture),
      packetVector(pPicture),
    ];
    const information = recorderInformation.replace('0008000800020000', '0008000800040000');
    const body = parsePlaybackBody(bodyVector(units, { information }));
    expect(timesOf(body)).toEqual([200, 400, 600, 800]);
    expect(body.pictures.map(({ gop }) => gop !== undefined)).toEqual([true, false, false, false]);
    expect(body.defects).toEqual(['3 pictures without a time: spread evenly']);
  });

  it('B33 does not take pictures of an older body in the padding for its own', () => {
    const units = [unitVector(idrPicture), unitVector(pPicture)];
    const stale = `0102${unitVector(pPicture)}`;
    expect(parsePlaybackBody(bodyVector([...units, stale])).pictures).toHaveLength(2);
    const lacking = recorderInformation.replace('0008000800020000', '0008000800030000');
    const body = parsePlaybackBody(bodyVector([...units, stale], { information: lacking }));
    expect(body.pictures).toHaveLength(3);
    expect(body.defects).toEqual(['22 bytes in front of a picture make no sense']);
  });

  it('B36 presence 0 with a picture: the picture and a warning', () => {
    const information = recorderInformation.replace('000c000800010000', '000c000800000000');
    const body = parsePlaybackBody(bodyVector([unitVector(idrPicture)], { information }));
    expect(body).toMatchObject({ isPresent: false, pictures: [{ epochMs: SECOND_MS + 200 }] });
    expect(body.defects).toEqual(['TLV 0x000c says no image; found 1']);
  });

  it('B38 believes the chunk and not TLV 0x0005', () => {
    const body = parsePlaybackBody(patched(pb01(), 0, 'ff16'));
    expect(body.codec).toBe('h265');
    expect(body.defects[0]).toContain('0x0005 says h264; expected h265');
  });

  it('B41 names a GOP that ends before it starts, and hundredths that are none', () => {
    const units = [unitVector(idrPicture, { times: [40, 20, 100] })];
    const body = parsePlaybackBody(bodyVector(units));
    expect(timesOf(body)).toEqual([0]);
    expect(body.defects).toContain('a GOP ends before it starts');
    expect(body.defects).toContain('100 hundredths of a second; expected 0 to 99');
  });

  it('B43 long-term references are among the information', () => {
    const information = recorderInformation
      .replace('0028000800000000', '0028000800110000')
      .replace('0029000800000000', '0029000800020000');
    const body = parsePlaybackBody(bodyVector([unitVector(idrPicture)], { information }));
    expect(body.information).toMatchObject({ longTermReference: 'in-gop', idrDisplay: 'hide' });
  });

  it('leaves out a picture without data and says so', () => {
    const body = parsePlaybackBody(bodyVector([unitVector(''), unitVector(pPicture)]));
    expect(dataOf(body)).toEqual([pPicture]);
    expect(body.defects).toEqual(['1 pictures left out: without data, or too many']);
  });

  it('says that nothing was found where something should be', () => {
    const body = parsePlaybackBody(bodyVector([]));
    expect(body).toMatchObject({ isPresent: true, pictures: [], isTruncated: false });
    expect(body.defects).toEqual(['TLV 0x0008 says 2 pictures; found 0']);
  });
});

describe('parsePlaybackBody with a JPEG', () => {
  it('PB05 the JPEG at 2 + Length, without its padding', () => {
    const bytes = pb05(jpeg);
    const at = bytes.indexOf(0xd8, 10) - 1;
    expect(((bytes[4] ?? 0) << 8) + (bytes[5] ?? 0) + 2).toBe(at);
    const body = parsePlaybackBody(bytes);
    expect(body).toMatchObject({ codec: 'jpeg', isPresent: true, isTruncated: false, defects: [] });
    expect(dataOf(body)).toEqual([jpeg]);
    expect(timesOf(body)).toEqual([200]);
    expect(body.information).toMatchObject({ camera: 2, frameCount: 1 });
  });

  it('tells the information of the camera from that of the recorder', () => {
    const camera = `${cameraInformation}001e000800000000`;
    const body = parsePlaybackBody(pb05(jpeg, { camera }));
    expect(body.information.cameraTime).toBeUndefined();
    expect(body.pictures[0]?.cameraInformation.map(({ id }) => id)).toEqual([0x11, 0x12, 0x1e]);
  });

  it('B25 takes a wrong Length of the chunk: the packet says where the picture is', () => {
    expect(dataOf(parsePlaybackBody(patched(pb05(jpeg), 4, '0008')))).toEqual([jpeg]);
  });

  it('drops a picture that is cut', () => {
    const bytes = pb05(jpeg);
    const body = parsePlaybackBody(bytes.subarray(0, 180));
    expect(body).toMatchObject({ pictures: [], isTruncated: true });
    expect(body.information.camera).toBe(2);
  });

  it('presence 0 is a gap', () => {
    const information = '0004000800020000000c000800000000';
    const body = parsePlaybackBody(padded(`ffd8fffe0014${information}`));
    expect(body).toMatchObject({ isPresent: false, pictures: [], isTruncated: false, defects: [] });
  });

  it('takes a JPEG with recorder information alone, at the time of that', () => {
    const information = '00040008000200000007000c6b01435900090000000a000800140000';
    const body = parsePlaybackBody(padded(`ffd8fffe0020${information}${jpeg}`));
    expect(dataOf(body)).toEqual([jpeg]);
    expect(timesOf(body)).toEqual([200]);
    expect(body.pictures[0]?.gop).toBeUndefined();
  });
});

describe('parsePlaybackBody, any bytes', () => {
  const starts = fc.constantFrom('', 'ff15', 'ff160074', 'ffd8fffe', 'ffd8fffe0010');
  const vectors = [pb01(), pb05(jpeg)];

  function requireViews(bytes: Uint8Array): void {
    const outcome = outcomeOf(() => parsePlaybackBody(bytes));
    if ('error' in outcome) {
      expect(['playback-body', 'playback-empty']).toContain(outcome.error.kind);
      return;
    }
    for (const { data, epochMs } of outcome.value.pictures) {
      expect(data.buffer).toBe(bytes.buffer);
      expect(data.byteOffset - bytes.byteOffset + data.length).toBeLessThanOrEqual(bytes.length);
      expect(epochMs % 10).toBe(0);
    }
    expect(outcome.value.defects.length).toBeLessThanOrEqual(25);
  }

  it('property: random bytes give views of themselves or ProtocolError', () => {
    fc.assert(
      fc.property(starts, fc.uint8Array({ maxLength: 400 }), (start, tail) => {
        requireViews(concatBytes([fromHex(start), tail]));
      }),
    );
  });

  it('property: changed bytes likewise', () => {
    const changes = fc.array(fc.tuple(fc.nat(480), fc.nat(255)), { maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...vectors), changes, (bytes, list) => {
        const copy = bytes.slice();
        list.forEach(([at, value]) => copy.set([value], at));
        requireViews(copy);
      }),
      { numRuns: 400 },
    );
  });

  it('any truncation gives the pictures that are whole, and says that it is one', () => {
    for (let length = 120; length < 520; length += 1) {
      const body = parsePlaybackBody(pb01().subarray(0, length));
      const whole = [276, 416].filter((end) => end <= length).length;
      expect(dataOf(body)).toEqual([idrPicture, pPicture].slice(0, whole));
      expect(body.isTruncated).toBe(whole < 2);
    }
    const end = pb05(jpeg).lastIndexOf(0xd9) + 1;
    for (let length = 4; length < end; length += 1) {
      const body = parsePlaybackBody(pb05(jpeg).subarray(0, length));
      expect(body).toMatchObject({ pictures: [], isTruncated: true });
    }
  });

  it('gives up a search among nothing but stream headers', () => {
    const traps = 'ff060044'.repeat(5000);
    const body = parsePlaybackBody(bodyVector([`0000${traps}`, unitVector(idrPicture)]));
    expect(body).toMatchObject({ pictures: [], isTruncated: false });
    const few = parsePlaybackBody(
      bodyVector([`0000${traps.slice(0, 800)}`, unitVector(idrPicture)]),
    );
    expect(dataOf(few)).toEqual([idrPicture]);
  });

  it('walks a body of nothing but headers in linear time and keeps a limited number of pictures', () => {
    const unit = fromHex(unitVector('0000000165', { camera: '' }));
    const bytes = concatBytes([
      bodyVector([]).subarray(0, 116),
      ...Array.from({ length: 8200 }, () => unit),
    ]);
    const body = parsePlaybackBody(bytes);
    expect(body.pictures).toHaveLength(8192);
    expect(body.defects).toContain('8 pictures left out: without data, or too many');
  });
});
