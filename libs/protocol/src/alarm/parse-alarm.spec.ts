import type { AlarmVectorName } from '../fixtures/alarm-vectors.js';
import { alarmVector } from '../fixtures/alarm-vectors.js';
import { RECEIVED_MS } from '../fixtures/any-alarm.js';
import { errorOf } from '../fixtures/outcome.js';
import type { AlarmMessage } from './alarm-message.js';
import { alarmTimeMs } from './alarm-time.js';
import { parseAlarm } from './parse-alarm.js';

const read = (name: AlarmVectorName): AlarmMessage =>
  parseAlarm(alarmVector(name), { receivedMs: RECEIVED_MS });

const bcd = (text: string): object => ({ text, written: 'bcd' });
const tokyo = { offsetMinutes: 540, summerTime: false };
const recorder = {
  mac: '00:80:45:0D:12:34',
  camera: 7,
  time: bcd('2026-11-21T16:08:09'),
  zone: tokyo,
};
const camera = {
  mac: '00:80:45:AA:BB:CC',
  camera: 1,
  time: bcd('2026-11-21T16:08:09'),
  zone: tokyo,
};

describe('parseAlarm', () => {
  it('AL01 version 1, motion at terminal 1', () => {
    expect(read('AL01')).toEqual({
      bytes: alarmVector('AL01'),
      basic: {
        senderAddress: '192.0.2.10',
        logNumber: 1,
        time: bcd('2026-11-21T07:08:09'),
        class: 'motion',
        terminal: 1,
        camera: 1,
        pictures: 10,
        prePictures: 5,
      },
      extension: null,
      ipv6: [],
      senders: [],
      defects: [],
    });
  });

  it('AL02 version 1 through a recorder', () => {
    const message = read('AL02');
    expect(message).toMatchObject({
      extension: { category: 2, messageId: 0, text: '', cameras: [] },
      senders: [recorder],
      defects: [],
    });
    const [sender] = message.senders;
    expect(alarmTimeMs(sender!.time!, sender!.zone, { summerTimeIncluded: true })).toBe(
      Date.parse('2026-11-21T07:08:09Z'),
    );
  });

  it.each<{ name: AlarmVectorName; says: string; part: object }>([
    {
      name: 'AL03',
      says: 'memory card full',
      part: {
        basic: { class: 'notification', terminal: 0 },
        extension: { category: 1, messageId: 1, text: 'SD-MEMORY FULL' },
        senders: [camera],
        defects: [],
      },
    },
    {
      name: 'AL04',
      says: 'text kept as sent',
      part: {
        basic: { camera: 3, senderAddress: '192.0.2.100' },
        extension: { category: 2, messageId: 0x41, text: 'CAM 03 COMMUNICATION RECOVERD' },
        defects: [],
      },
    },
    {
      name: 'AL05',
      says: 'emergency recording',
      part: {
        basic: { camera: null },
        extension: { category: 2, messageId: 4, text: '20080201', cameras: [1, 10, 20, 30] },
        senders: [{ ...recorder, camera: null }],
        defects: [],
      },
    },
    {
      name: 'AL06',
      says: 'three senders, the first began, the last is the nearest',
      part: { senders: [camera, recorder, { mac: '02:00:00:00:00:AA', camera: 7 }], defects: [] },
    },
    {
      name: 'AL07',
      says: 'binary time, zeros in place of a sender',
      part: {
        basic: {
          logNumber: 0x30be,
          time: { text: '2026-11-21T22:03:10', written: 'binary' },
        },
        extension: { category: 1, messageId: 0, text: '\ufffd\ufffdlPC1\ufffd\ufffd' },
        senders: [],
        defects: [],
      },
    },
    {
      name: 'AL08',
      says: 'IPv6',
      part: {
        basic: { senderAddress: null, class: 'terminal', terminal: 1 },
        ipv6: ['2001:db8::10'],
        senders: [camera],
        defects: [],
      },
    },
    {
      name: 'AL10',
      says: 'extension announced, none received',
      part: {
        basic: { class: 'motion' },
        extension: null,
        defects: [{ kind: 'no-extension', words: 'extension announced, none received' }],
      },
    },
    {
      name: 'AL11',
      says: 'extension of size 0',
      part: {
        basic: { class: 'motion' },
        extension: null,
        defects: [
          {
            kind: 'area-size',
            words:
              'area 0x0001 at byte 20 has a size of 0 bytes; expected at least that of its header, 4',
          },
        ],
      },
    },
    {
      name: 'AL12',
      says: 'extension of 516 bytes',
      part: {
        basic: { class: 'motion' },
        extension: null,
        defects: [
          {
            kind: 'area-size',
            words: 'area 0x0001 at byte 20 has a size of 516 bytes; expected 8 to 512',
          },
        ],
      },
    },
    {
      name: 'AL13',
      says: 'sender of 23 bytes',
      part: {
        extension: { category: 2, messageId: 0 },
        senders: [],
        defects: [
          {
            kind: 'area-size',
            words: 'area 0x0002 at byte 32 has a size of 23 bytes; expected 24',
          },
        ],
      },
    },
    {
      name: 'AL14',
      says: 'month 0x13',
      part: {
        basic: { time: null, class: 'motion', camera: 1 },
        defects: [
          {
            kind: 'time',
            words: '261321070809 at byte 6; expected year to second, two digits each',
          },
        ],
      },
    },
    { name: 'AL15', says: 'unknown area', part: { senders: [recorder], defects: [] } },
    { name: 'AL19', says: 'class 111', part: { basic: { class: 'record', terminal: 1 } } },
    { name: 'AL20', says: 'class 101', part: { basic: { class: 'reserved-5', terminal: 9 } } },
    {
      name: 'AL24',
      says: 'zone minus',
      part: { senders: [{ zone: { offsetMinutes: -330, summerTime: false } }] },
    },
    {
      name: 'AL25',
      says: 'no camera',
      part: { senders: [{ camera: null }], basic: { camera: 1 } },
    },
    {
      name: 'AL26',
      says: 'no NUL',
      part: { extension: { text: 'SD-MEMORY FULL!!' }, defects: [] },
    },
    {
      name: 'AL27',
      says: 'controls and a tag',
      part: { extension: { text: '\ufffd[1m\ufffd\ufffd<script>A' }, senders: [camera] },
    },
    { name: 'AL29', says: '64 cameras', part: { extension: { cameras: [1, 64] }, defects: [] } },
  ])('$name $says', ({ name, part }) => {
    expect(read(name)).toMatchObject(part);
    expect(read(name).bytes).toEqual(alarmVector(name));
  });

  it.each([
    ['ffffffff', 32, []],
    ['00000000', 0, []],
    ['2008020G', 0, ['emergency-cameras']],
  ])('AL28 bitmap %s', (text, count, kinds) => {
    const bytes = alarmVector('AL05');
    bytes.set(Buffer.from(text, 'latin1'), 28);
    const { extension, defects } = parseAlarm(bytes);
    expect(extension).toMatchObject({ text });
    expect(extension?.cameras).toHaveLength(count);
    expect(defects.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('A7: tests one bit of the flag, and says what follows a message of version 1', () => {
    const bytes = alarmVector('AL02');
    bytes[15] = 0xff;
    expect(parseAlarm(bytes).senders).toHaveLength(1);
    bytes[15] = 0x7f;
    expect(parseAlarm(bytes)).toMatchObject({
      senders: [],
      extension: null,
      defects: [{ kind: 'bytes-behind' }],
    });
  });

  it.each([
    ['zone', 50, 0x02, 'zone'],
    ['time', 45, 0xff, 'sender-time'],
  ])(
    'says that the %s of a sender makes no sense, and keeps the sender',
    (_name, at, byte, kind) => {
      const bytes = alarmVector('AL02');
      bytes[at] = byte;
      const { senders, defects } = parseAlarm(bytes);
      expect(senders).toHaveLength(1);
      expect(defects).toMatchObject([{ kind }]);
    },
  );

  it('says that an extension comes twice, and keeps the first', () => {
    const bytes = alarmVector('AL02');
    const twice = Uint8Array.from([...bytes.subarray(0, 32), ...bytes.subarray(20)]);
    twice[37] = 0x30;
    expect(parseAlarm(twice)).toMatchObject({
      extension: { messageId: 0 },
      senders: [recorder],
      defects: [{ kind: 'repeated-extension' }],
    });
  });

  it('A28: reads 16 senders', () => {
    const bytes = alarmVector('AL02');
    const sender = bytes.subarray(32);
    const chain = Array.from({ length: 17 }, () => [...sender]).flat();
    const message = parseAlarm(Uint8Array.from([...bytes.subarray(0, 32), ...chain]));
    expect(message.senders).toHaveLength(16);
    expect(message.defects).toMatchObject([{ kind: 'too-many-senders' }]);
  });

  it('refuses 19 bytes', () => {
    const error = errorOf(() => parseAlarm(alarmVector('AL01').subarray(0, 19)));
    expect(error.kind).toBe('alarm');
    expect(error.message).toContain('19 bytes');
  });

  it('copies no bytes', () => {
    const bytes = alarmVector('AL06');
    expect(parseAlarm(bytes).bytes).toBe(bytes);
  });

  it('says at most 16 defects and how many more', () => {
    const areas = Array.from({ length: 30 }, () => [0, 2, 0, 4]).flat();
    const bytes = Uint8Array.from([...alarmVector('AL10'), ...areas]);
    const { defects } = parseAlarm(bytes);
    expect(defects).toHaveLength(17);
    expect(defects.at(-1)).toEqual({ kind: 'more', words: '14 more' });
  });
});
