import { fromHex, toHex } from '@casement/bytes';
import fc from 'fast-check';
import { errorOf } from '../fixtures/outcome.js';
import type { RecorderFields } from './recorder-fields.js';
import { parseRecorderInformation, writeRecorderTlvs } from './recorder-information.js';
import { parseTlvs, serializeTlvs } from './tlv.js';

/** RT01: an RTP packet whose header extension begins at byte 16 and has 7 words. */
const rt01Packet = fromHex(
  '9065123400015f90112233440000000700040008000300000007000c6b01435900090000000d000801000000460150',
);
const rt01 = rt01Packet.subarray(16, 16 + 7 * 4);
const rt01Fields: RecorderFields = {
  camera: 3,
  timeEpochS: 0x6b014359,
  timeZoneMinutes: 540,
  summerTime: false,
  state: 'live',
  speedStep: 0,
};

/** One TLV of the table of 7.1.2 and what it means. */
const rows: { name: string; hex: string; fields: RecorderFields }[] = [
  { name: '0004 camera', hex: '00040008 0080 0000', fields: { camera: 128 } },
  { name: '0005 H.264', hex: '00050008 0003 0000', fields: { compression: 'h264' } },
  { name: '0005 H.265', hex: '00050008 0004 0000', fields: { compression: 'h265' } },
  { name: '0006 size', hex: '00060008 ffffffff', fields: { dataBytes: 4294967295 } },
  {
    name: '0007 zone minus (the NVR rule, not that of alarms)',
    hex: '0007000c 6b014359 01 05 1e 01',
    fields: { timeEpochS: 0x6b014359, timeZoneMinutes: -330, summerTime: true },
  },
  {
    name: '0007 minus zero',
    hex: '0007000c 00000000 00 00 00 00',
    fields: { timeEpochS: 0, timeZoneMinutes: 0, summerTime: false },
  },
  { name: '0008 frames', hex: '00080008 001e 0000', fields: { frameCount: 30 } },
  {
    name: '0009 12.5 images per second',
    hex: '00090008 007d 0000',
    fields: { imagesPerSecond: 12.5 },
  },
  { name: '000A 990 ms', hex: '000a0008 0063 0000', fields: { hundredths: 99 } },
  { name: '000C gap', hex: '000c0008 0000 0000', fields: { imagePresent: false } },
  { name: '000C picture', hex: '000c0008 0001 0000', fields: { imagePresent: true } },
  { name: '000D live', hex: '000d0008 01 00 0000', fields: { state: 'live', speedStep: 0 } },
  {
    name: '000D unspecified',
    hex: '000d0008 00 00 0000',
    fields: { state: 'unspecified', speedStep: 0 },
  },
  {
    name: '000D fast, step 8',
    hex: '000d0008 04 08 0000',
    fields: { state: 'fast-forward', speedStep: 8 },
  },
  {
    name: '000D downloaded',
    hex: '000d0008 42 00 0000',
    fields: { state: 'download-completed', speedStep: 0 },
  },
  {
    name: '0011 camera clock',
    hex: '0011000c 6b014359 00 09 00 00',
    fields: { cameraTime: { epochS: 0x6b014359, timeZoneMinutes: 540, summerTime: false } },
  },
  { name: '0012 camera hundredths', hex: '00120008 0062 0000', fields: { cameraHundredths: 98 } },
  { name: '0027 start codes', hex: '00270008 0001 0000', fields: { startCodes: true } },
  {
    name: '0028 long-term reference',
    hex: '00280008 0011 0000',
    fields: { longTermReference: 'in-gop' },
  },
  {
    name: '0028 none here',
    hex: '00280008 0010 0000',
    fields: { longTermReference: 'not-in-gop' },
  },
  { name: '0029 hide the IDR picture', hex: '00290008 0002 0000', fields: { idrDisplay: 'hide' } },
];

const fieldsOf = (bytes: Uint8Array): object => {
  const { raw, defects, ...fields } = parseRecorderInformation(bytes);
  expect(raw.length + defects.length).toBeGreaterThanOrEqual(0);
  return fields;
};

describe('parseRecorderInformation', () => {
  it('RT01 camera 3, time 0x6B014359 +09:00, live', () => {
    const information = parseRecorderInformation(rt01);
    expect(information).toMatchObject({ ...rt01Fields, defects: [] });
    expect(information.raw.map(({ id }) => id)).toEqual([0x0004, 0x0007, 0x000d]);
    expect(writeRecorderTlvs(rt01Fields)).toEqual(rt01.slice());
  });

  it.each(rows)('B.7 $name', ({ hex, fields }) => {
    const bytes = fromHex(hex);
    expect(parseRecorderInformation(bytes)).toMatchObject({ ...fields, defects: [] });
    expect(fieldsOf(bytes)).toEqual(fields);
    expect(toHex(writeRecorderTlvs(fields))).toBe(hex.replaceAll(' ', ''));
  });

  it.each([
    {
      name: 'length 3',
      tail: '00070003 00000000',
      defect: /length 3, expected at least 4 at byte 8/u,
    },
    { name: 'length 0', tail: '00070000 00000000', defect: /length 0/u },
    { name: 'beyond the extension', tail: '0007000c 6b014359', defect: /beyond the end/u },
    { name: 'id 0 before data', tail: '00000008 00000001', defect: /id 0/u },
    { name: 'cut in its header', tail: '0007', defect: /beyond the end/u },
  ])('RT13 TLV with $name: what came before is kept', ({ tail, defect }) => {
    const information = parseRecorderInformation(fromHex(`00040008 00030000 ${tail}`));
    expect(information.camera).toBe(3);
    expect(information.raw).toHaveLength(1);
    expect(information.defects).toHaveLength(1);
    expect(information.defects[0]).toMatch(defect);
  });

  it('takes zeros at the end for padding', () => {
    expect(parseRecorderInformation(fromHex('00040008 00030000 0000000000'))).toMatchObject({
      camera: 3,
      defects: [],
    });
    expect(parseRecorderInformation(new Uint8Array(0))).toEqual({ raw: [], defects: [] });
  });

  it.each([
    { name: 'state 9', hex: '000d0008 09 01 0000', fields: { speedStep: 1 } },
    { name: 'speed step 9', hex: '000d0008 04 09 0000', fields: { state: 'fast-forward' } },
    { name: 'hundredths 100', hex: '000a0008 0064 0000', fields: {} },
    { name: 'compression 9', hex: '00050008 0009 0000', fields: {} },
    {
      name: 'zone sign 2',
      hex: '0007000c 00000001 02 00 00 00',
      fields: { timeEpochS: 1, summerTime: false },
    },
    {
      name: 'zone hour 24',
      hex: '0007000c 00000001 00 18 00 00',
      fields: { timeEpochS: 1, summerTime: false },
    },
    {
      name: 'zone minute 60',
      hex: '0007000c 00000001 00 00 3c 00',
      fields: { timeEpochS: 1, summerTime: false },
    },
    {
      name: 'summer time 2',
      hex: '0007000c 00000001 00 00 00 02',
      fields: { timeEpochS: 1, timeZoneMinutes: 0 },
    },
    { name: "0027 of a camera's length", hex: '0027000c 0506070800000000', fields: {} },
    { name: '0004 with 8 data bytes', hex: '0004000c 0003 0000 00000000', fields: {} },
    { name: '0007 with 4 data bytes', hex: '00070008 6b014359', fields: {} },
    { name: 'a repeated TLV', hex: '00040008 0001 0000 00040008 0002 0000', fields: { camera: 1 } },
  ])('reports $name and goes without that value', ({ hex, fields }) => {
    expect(fieldsOf(fromHex(hex))).toEqual(fields);
    expect(parseRecorderInformation(fromHex(hex)).defects).toHaveLength(1);
  });

  it('keeps unknown and reserved ids raw, without a defect', () => {
    const { raw, defects } = parseRecorderInformation(
      fromHex('000b000c 0102030405060708 001e0004'),
    );
    expect(raw.map(({ id, data }) => [id, toHex(data)])).toEqual([
      [0x000b, '0102030405060708'],
      [0x001e, ''],
    ]);
    expect(defects).toEqual([]);
  });

  it('property: arbitrary bytes never throw and are never read past their end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        const { raw } = parseRecorderInformation(bytes);
        const used = raw.reduce((sum, { data }) => sum + data.length + 4, 0);
        expect(used).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });
});

describe('writeRecorderTlvs', () => {
  it.each<{ name: string; fields: RecorderFields }>([
    { name: 'camera 65536', fields: { camera: 65536 } },
    { name: 'negative time', fields: { timeEpochS: -1 } },
    { name: 'zone of 24 hours', fields: { timeEpochS: 0, timeZoneMinutes: 1440 } },
    { name: 'hundredths 100', fields: { hundredths: 100 } },
    { name: 'speed step 9', fields: { state: 'play', speedStep: 9 } },
    { name: 'size of 2^32', fields: { dataBytes: 2 ** 32 } },
    { name: 'camera time 0.5', fields: { cameraTime: { epochS: 0.5 } } },
  ])('refuses $name', ({ fields }) => {
    expect(errorOf(() => writeRecorderTlvs(fields)).kind).toBe('recorder-information');
  });

  it('property: round trip, a multiple of 4 bytes', () => {
    const u16 = fc.nat(0xffff);
    const zone = fc
      .integer({ min: -1439, max: 1439 })
      .map((minutes) => (minutes === 0 ? 0 : minutes));
    const time = { epochS: fc.nat(0xffffffff), timeZoneMinutes: zone, summerTime: fc.boolean() };
    const independent = fc.record(
      {
        camera: u16,
        compression: fc.constantFrom('h264' as const, 'h265' as const),
        dataBytes: fc.nat(0xffffffff),
        frameCount: u16,
        imagesPerSecond: u16.map((value) => value / 10),
        hundredths: fc.nat(99),
        imagePresent: fc.boolean(),
        cameraTime: fc.record(time),
        cameraHundredths: fc.nat(99),
        startCodes: fc.boolean(),
        longTermReference: fc.constantFrom(
          'none' as const,
          'not-in-gop' as const,
          'in-gop' as const,
        ),
        idrDisplay: fc.constantFrom('unspecified' as const, 'show' as const, 'hide' as const),
      },
      { requiredKeys: [] },
    );
    const clock = fc.record({
      timeEpochS: time.epochS,
      timeZoneMinutes: zone,
      summerTime: time.summerTime,
    });
    const status = fc.record({
      state: fc.constantFrom(
        'unspecified' as const,
        'live' as const,
        'reverse' as const,
        'downloading' as const,
      ),
      speedStep: fc.nat(8),
    });
    const none = fc.constant({});
    fc.assert(
      fc.property(independent, fc.oneof(clock, none), fc.oneof(status, none), (a, b, c) => {
        const fields = { ...a, ...b, ...c };
        const bytes = writeRecorderTlvs(fields);
        expect(bytes.length % 4).toBe(0);
        expect(fieldsOf(bytes)).toEqual(fields);
        expect(parseRecorderInformation(bytes).defects).toEqual([]);
      }),
    );
  });
});

describe('TLVs', () => {
  it('property: round trip', () => {
    const tlv = fc.record({
      id: fc.integer({ min: 1, max: 0xffff }),
      data: fc.uint8Array({ maxLength: 20 }),
    });
    fc.assert(
      fc.property(fc.array(tlv, { maxLength: 10 }), (tlvs) => {
        expect(parseTlvs(serializeTlvs(tlvs))).toEqual({ tlvs });
      }),
    );
  });

  it('refuses what 16 bits cannot hold', () => {
    expect(errorOf(() => serializeTlvs([{ id: 0, data: new Uint8Array() }])).kind).toBe(
      'recorder-information',
    );
    expect(errorOf(() => serializeTlvs([{ id: 1, data: new Uint8Array(65532) }])).kind).toBe(
      'recorder-information',
    );
  });
});
