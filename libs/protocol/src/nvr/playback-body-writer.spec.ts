import { fromHex } from '@casement/bytes';
import fc from 'fast-check';
import { errorOf } from '../fixtures/outcome.js';
import {
  SECOND_MS,
  bodyVector,
  cameraInformation,
  idrPicture,
  pPicture,
  pb05,
  unitVector,
} from '../fixtures/playback-vectors.js';
import { parsePlaybackBody } from './playback-body.js';
import { writePlaybackBody } from './playback-body-writer.js';
import type { PlaybackBodyInput } from './playback-body-writer.js';
import { parseTlvs } from './tlv.js';

const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const zone = { timeZoneMinutes: 540, summerTime: false };
const camera = parseTlvs(fromHex(cameraInformation)).tlvs;
const gop: PlaybackBodyInput = {
  codec: 'h264',
  information: { camera: 2, timeEpochS: SECOND_MS / 1000, ...zone, state: 'play' },
  start: { epochMs: SECOND_MS + 200, ...zone },
  end: { epochMs: SECOND_MS + 400, ...zone },
  pictures: [
    { epochMs: SECOND_MS + 200, data: fromHex(idrPicture), cameraInformation: camera },
    { epochMs: SECOND_MS + 400, data: fromHex(pPicture), cameraInformation: camera },
  ],
};
const information = [
  '0004000800020000',
  '0005000800030000',
  '000600080000002f',
  '0007000c6b01435900090000',
  '0008000800020000',
  '000c000800010000',
  '000d000802000000',
  '0027000800010000',
].join('');

describe('writePlaybackBody', () => {
  it('writes layout B.6 byte for byte', () => {
    const units = [unitVector(idrPicture), unitVector(pPicture, { times: [20, 40, 40] })];
    expect(toHex(writePlaybackBody(gop))).toBe(toHex(bodyVector(units, { information })));
  });

  it('writes layout B.8 byte for byte', () => {
    const jpeg = `ffd8ffdb0043${'11'.repeat(65)}ffd9`;
    const [first] = gop.pictures;
    const bytes = writePlaybackBody({
      ...gop,
      codec: 'jpeg',
      pictures: [{ epochMs: first?.epochMs ?? 0, data: fromHex(jpeg) }],
      information: { camera: 2, timeEpochS: SECOND_MS / 1000, ...zone },
    });
    const vector = parsePlaybackBody(pb05(jpeg));
    const body = parsePlaybackBody(bytes);
    expect(body.defects).toEqual([]);
    expect(body.pictures).toEqual(vector.pictures);
    expect(bytes.indexOf(fromHex('ffdb')[1] ?? 0, 10) - 3).toBe(2 + (bytes[5] ?? 0));
  });

  it('writes units once, and no padding, when asked to', () => {
    const style = { repeatUnits: false, padTo4K: false };
    const bytes = writePlaybackBody({ ...gop, pictures: [...gop.pictures] }, style);
    expect(bytes).toHaveLength(4 + information.length / 2 + 100 + 24 + 36 + 24 + 16);
    expect(parsePlaybackBody(bytes).pictures.map(({ epochMs }) => epochMs)).toEqual([
      SECOND_MS + 200,
      SECOND_MS + 400,
    ]);
  });

  it('PB04 writes a gap', () => {
    for (const codec of ['h264', 'h265', 'jpeg'] as const) {
      const body = parsePlaybackBody(writePlaybackBody({ ...gop, codec, pictures: [] }));
      expect(body).toMatchObject({ codec, isPresent: false, pictures: [], defects: [] });
    }
  });

  it.each([
    { name: 'two JPEGs', input: { ...gop, codec: 'jpeg' as const } },
    { name: 'a time before 1970', input: { ...gop, start: { epochMs: -1 } } },
    { name: 'a zone of 25 h', input: { ...gop, end: { epochMs: 0, timeZoneMinutes: 1500 } } },
  ])('refuses $name', ({ input }) => {
    expect(errorOf(() => writePlaybackBody(input)).kind).toBe('playback-body');
  });

  it('refuses more information than a length can say', () => {
    const cameraInfo = Array.from({ length: 80 }, () => ({ id: 0x30, data: new Uint8Array(1000) }));
    const pictures = [{ epochMs: 0, data: fromHex('ffd8ffd9'), cameraInformation: cameraInfo }];
    const error = errorOf(() => writePlaybackBody({ ...gop, codec: 'jpeg', pictures }));
    expect(error.message).toContain('bytes of information; expected at most 65535');
  });
});

describe('round trip', () => {
  const hundredth = fc.integer({ min: 0, max: 0xffffffff * 100 }).map((value) => value * 10);
  const time = fc.record({
    epochMs: hundredth,
    timeZoneMinutes: fc.integer({ min: -1439, max: 1439 }),
    summerTime: fc.boolean(),
  });
  const tlv = fc.record({
    id: fc.integer({ min: 1, max: 0xfeff }),
    data: fc.uint8Array({ maxLength: 20 }),
  });
  const picture = fc.record({
    epochMs: hundredth,
    data: fc.uint8Array({ minLength: 1, maxLength: 60 }),
    cameraInformation: fc.array(tlv, { maxLength: 5 }),
  });
  const plain = fc.record({
    codec: fc.constantFrom('h264' as const, 'h265' as const),
    information: fc.record({
      camera: fc.integer({ min: 1, max: 128 }),
      longTermReference: fc.constantFrom('none' as const, 'not-in-gop' as const, 'in-gop' as const),
      idrDisplay: fc.constantFrom('show' as const, 'hide' as const),
      speedStep: fc.nat(8),
      state: fc.constantFrom('play' as const, 'fast-forward' as const),
    }),
    start: time,
    end: time,
    pictures: fc.array(picture, { maxLength: 6 }),
  });

  it('property: pictures, times, zones and information come back', () => {
    fc.assert(
      fc.property(plain, fc.boolean(), (input, padTo4K) => {
        const body = parsePlaybackBody(writePlaybackBody(input, { padTo4K }));
        expect(body).toMatchObject({ codec: input.codec, isTruncated: false });
        expect(body.information).toMatchObject(input.information);
        expect(body.pictures.map((each) => ({ ...each, data: toHex(each.data) }))).toEqual(
          input.pictures.map((each) => ({
            ...each,
            data: toHex(each.data),
            gop: { start: input.start, end: input.end },
          })),
        );
      }),
    );
  });

  it('property: a JPEG comes back, whatever bytes it has between SOI and EOI', () => {
    fc.assert(
      fc.property(hundredth, time, fc.uint8Array({ maxLength: 80 }), (epochMs, start, inside) => {
        const data = fromHex(`ffd8ff${toHex(inside)}ffd9`);
        const written = writePlaybackBody({
          codec: 'jpeg',
          information: { camera: 7 },
          start,
          end: start,
          pictures: [{ epochMs, data }],
        });
        const body = parsePlaybackBody(written);
        expect(body).toMatchObject({ codec: 'jpeg', isTruncated: false, defects: [] });
        expect(body.pictures.map((each) => [each.epochMs, toHex(each.data)])).toEqual([
          [epochMs, toHex(data)],
        ]);
      }),
    );
  });

  it('property: bare packets keep the order of time within the GOP', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 40, max: 400 }),
        (count, step) => {
          const pictures = Array.from({ length: count }, (_, index) => ({
            epochMs: SECOND_MS + index * step,
            data: Uint8Array.of(0, 0, 0, 1, 0x65, index),
          }));
          const end = { epochMs: SECOND_MS + (count - 1) * step };
          const input = { ...gop, start: { epochMs: SECOND_MS }, end, pictures };
          const body = parsePlaybackBody(writePlaybackBody(input, { repeatUnits: false }));
          body.pictures.forEach(({ epochMs }, index) => {
            expect(Math.abs(epochMs - SECOND_MS - index * step)).toBeLessThanOrEqual(20);
          });
          expect(body.pictures).toHaveLength(count);
        },
      ),
    );
  });
});
