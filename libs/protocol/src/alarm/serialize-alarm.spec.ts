import { toHex } from '@casement/bytes';
import fc from 'fast-check';
import type { AlarmVectorName } from '../fixtures/alarm-vectors.js';
import { alarmVector } from '../fixtures/alarm-vectors.js';
import { anyVersion1, anyVersion2, RECEIVED_MS } from '../fixtures/any-alarm.js';
import { errorOf } from '../fixtures/outcome.js';
import { alarmCatalogue } from './alarm-catalogue.js';
import type { AlarmInput, AlarmSenderInput } from './alarm-input.js';
import { parseAlarm } from './parse-alarm.js';
import { appendAlarmSender, serializeAlarm } from './serialize-alarm.js';

const parse = (bytes: Uint8Array): ReturnType<typeof parseAlarm> =>
  parseAlarm(bytes, { receivedMs: RECEIVED_MS });
const hexOf = (bytes: Uint8Array): string => toHex(bytes, bytes.length);

const sender: AlarmSenderInput = {
  mac: '00-80-45-0d-12-34',
  camera: 7,
  time: { text: '2026-11-21T16:08:09' },
  zone: { offsetMinutes: 540, summerTime: false },
};
const plain: AlarmInput = {
  basic: {
    senderAddress: '192.0.2.10',
    logNumber: 1,
    class: 'motion',
    terminal: 1,
    camera: 1,
    pictures: 10,
    prePictures: 5,
    time: { text: '2026-11-21T07:08:09' },
  },
};
const extended: AlarmInput = { ...plain, extension: { category: 2, messageId: 0 } };

describe('serializeAlarm', () => {
  it('AL01 and AL02 from values', () => {
    expect(hexOf(serializeAlarm(plain))).toBe(hexOf(alarmVector('AL01')));
    expect(hexOf(serializeAlarm({ ...extended, senders: [sender] }))).toBe(
      hexOf(alarmVector('AL02')),
    );
  });

  it.each<AlarmVectorName>([
    'AL01',
    'AL02',
    'AL03',
    'AL04',
    'AL05',
    'AL06',
    'AL08',
    'AL19',
    'AL20',
    'AL24',
    'AL29',
  ])('%s is written as it was read', (name) => {
    const bytes = alarmVector(name);
    expect(hexOf(serializeAlarm(parse(bytes)))).toBe(hexOf(bytes));
  });

  it('A5: a binary time is written as binary', () => {
    const basic = {
      ...plain.basic,
      time: { text: '2026-11-21T22:03:10', written: 'binary' },
    } as const;
    expect(hexOf(serializeAlarm({ basic }).subarray(6, 12))).toBe('1a0b1516030a');
  });

  it('A27: writes the cameras of an emergency recording', () => {
    const extension = { category: 2, messageId: 4, cameras: [1, 10, 20, 30] };
    const bytes = serializeAlarm({ ...plain, extension });
    expect(bytes).toHaveLength(40);
    expect(parse(bytes).extension?.text).toBe('20080201');
  });

  it('writes no time and no number where there is none', () => {
    const basic = { ...plain.basic, senderAddress: null, time: null, camera: 256 };
    const senders = [{ mac: '0080450d1234', camera: null, time: null, zone: null }];
    const message = parse(serializeAlarm({ ...extended, basic, senders }));
    expect(message.basic).toMatchObject({ senderAddress: null, time: null, camera: null });
    expect(message.senders).toEqual([
      {
        mac: '00:80:45:0D:12:34',
        camera: null,
        time: null,
        zone: { offsetMinutes: 0, summerTime: false },
      },
    ]);
  });

  it.each(
    alarmCatalogue.map((row) => ({
      row,
      name: `${String(row.category)}/${String(row.messageId)}`,
    })),
  )(
    'round trip of catalogue message $name, $row.sent',
    ({ row: { category, messageId, sent } }) => {
      // Emergency recording has a bitmap of cameras for a text.
      const text = category === 2 && messageId === 4 ? '20080201' : sent;
      const extension = { category, messageId, text };
      const bytes = serializeAlarm({ ...plain, extension, senders: [sender] });
      const message = parse(bytes);
      expect(message.extension).toMatchObject(extension);
      expect(message.defects).toEqual([]);
      expect(serializeAlarm(message)).toEqual(bytes);
    },
  );

  it('property: round trip of version 1 and 2, with 0 to 16 senders and IPv6', () => {
    fc.assert(
      fc.property(fc.oneof(anyVersion1, anyVersion2(0)), (input) => {
        const bytes = serializeAlarm(input);
        const message = parse(bytes);
        expect(message).toEqual({ ...input, bytes, defects: [] });
        expect(serializeAlarm(message)).toEqual(bytes);
      }),
    );
  });

  it.each<[string, AlarmInput]>([
    ['a name for an address', { basic: { ...plain.basic, senderAddress: 'camera' } }],
    ['log number 65536', { basic: { ...plain.basic, logNumber: 65_536 } }],
    ['terminal 32', { basic: { ...plain.basic, terminal: 32 } }],
    ['256 pictures', { basic: { ...plain.basic, pictures: 256 } }],
    ['camera 65535', { basic: { ...plain.basic, camera: 65_535 } }],
    ['a time of 1999', { basic: { ...plain.basic, time: { text: '1999-12-31T23:59:59' } } }],
    ['senders without extension', { ...plain, senders: [sender] }],
    ['IPv6 without extension', { ...plain, ipv6: ['::1'] }],
    ['17 senders', { ...extended, senders: new Array<AlarmSenderInput>(17).fill(sender) }],
    ['a MAC of five bytes', { ...extended, senders: [{ ...sender, mac: '00:80:45:0d:12' }] }],
    [
      'a zone of a day',
      { ...extended, senders: [{ ...sender, zone: { offsetMinutes: 1440, summerTime: false } }] },
    ],
    ['a broken IPv6 address', { ...extended, ipv6: ['1:2'] }],
    ['32 IPv6 addresses', { ...extended, ipv6: new Array<string>(32).fill('::1') }],
    ['category 256', { ...plain, extension: { category: 256, messageId: 0 } }],
    ['a line end', { ...plain, extension: { category: 1, messageId: 1, text: 'A\n' } }],
    ['camera 129', { ...plain, extension: { category: 2, messageId: 4, cameras: [129] } }],
  ])('refuses %s', (_name, input) => {
    expect(errorOf(() => serializeAlarm(input)).kind).toBe('alarm');
  });
});

describe('appendAlarmSender', () => {
  it('AL06 grows by 24 bytes per sender, the rest stays', () => {
    const camera = alarmVector('AL03');
    const once = appendAlarmSender(camera, sender);
    const twice = appendAlarmSender(once, { ...sender, mac: '02:00:00:00:00:AA' });
    expect(hexOf(twice)).toBe(hexOf(alarmVector('AL06')));
    expect(hexOf(camera)).toBe(hexOf(alarmVector('AL03')));
  });

  it('refuses a message of version 1', () => {
    expect(errorOf(() => appendAlarmSender(alarmVector('AL01'), sender)).kind).toBe('alarm');
  });
});
