import { concatBytes, fromHex, toHex } from '@casement/bytes';
import {
  Connection,
  frame,
  inSingleBytes,
  kinds,
  sizes,
  zeros,
} from '../fixtures/alarm-connection.js';
import { alarmVector, alarmVectorNames } from '../fixtures/alarm-vectors.js';
import { RECEIVED_MS } from '../fixtures/any-alarm.js';
import { cutAt } from '../fixtures/chunks.js';
import { AlarmFramer } from './alarm-framer.js';
import type { AlarmMessage } from './alarm-message.js';
import { parseAlarm } from './parse-alarm.js';

describe('AlarmFramer', () => {
  const framedWhole = alarmVectorNames.filter((name) => name !== 'AL11');
  it.each(framedWhole)('%s alone, whole and in single bytes (AL16)', (name) => {
    const bytes = alarmVector(name);
    const expected = {
      messages: [parseAlarm(bytes, { receivedMs: RECEIVED_MS })],
      overflows: [],
      truncated: 0,
    };
    expect(frame([bytes])).toEqual(expected);
    expect(frame(inSingleBytes(bytes))).toEqual(expected);
  });

  it('AL09 two messages in one segment', () => {
    const result = frame([concatBytes([alarmVector('AL01'), alarmVector('AL02')])]);
    expect(sizes(result)).toEqual([20, 56]);
    expect(kinds(result)).toEqual([]);
  });

  it('all messages on one connection, in any place cut in two', () => {
    const all = concatBytes(framedWhole.map(alarmVector));
    const expected = frame([all]);
    expect(sizes(expected)).toEqual(framedWhole.map((name) => alarmVector(name).length));
    expect(kinds(expected)).toEqual(['no-extension', 'area-size', 'area-size', 'time']);
    for (let at = 1; at < all.length; at += 13) {
      expect(frame(cutAt(all, [at]))).toEqual(expected);
    }
  });

  it('AL11 gives the basic part and drops the connection', () => {
    const result = frame([alarmVector('AL11'), alarmVector('AL01')]);
    expect(result).toMatchObject({
      messages: [{ basic: { class: 'motion' }, extension: null, defects: [{ kind: 'area-size' }] }],
      overflows: [
        'area 0x0001 at byte 20 has a size of 0 bytes; expected at least that of its header, 4',
      ],
      truncated: 0,
    });
  });

  it.each(['AL12', 'AL13'] as const)('%s loses one area, not the next message', (name) => {
    const result = frame([alarmVector(name), alarmVector('AL06')]);
    expect(sizes(result)).toEqual([alarmVector(name).length, 116]);
    expect(kinds(result)).toEqual(['area-size']);
  });

  it.each([
    ['AL17', 19, 1],
    ['AL18', 0, 0],
  ])('%s %d bytes, then the end', (_name, length, truncated) => {
    expect(frame([alarmVector('AL01').subarray(0, length)])).toEqual({
      messages: [],
      overflows: [],
      truncated,
    });
  });

  it.each([8, 24, 500, 512])('AL30 areas of %d bytes without end', (size) => {
    const area = concatBytes([
      fromHex(`0001${size.toString(16).padStart(4, '0')}01010000`),
      zeros(size - 8),
    ]);
    const areas = new Array<Uint8Array>(Math.ceil(65_536 / size)).fill(area);
    const result = frame([concatBytes([alarmVector('AL10'), ...areas])]);
    expect(result.messages).toHaveLength(1);
    expect(result.overflows).toHaveLength(1);
    const [length = 0] = sizes(result);
    expect(length).toBeLessThanOrEqual(4096);
    expect(length + size).toBeGreaterThan(4096);
    expect(kinds(result).at(-1)).toMatch(/too-long|more/u);
    expect(
      frame(cutAt(concatBytes([alarmVector('AL10'), ...areas]), [1, 21, 4000, 4095, 4096])),
    ).toEqual(result);
  });

  it.each([
    [
      '17 senders',
      [...new Array<string>(17).fill('000200180080450d12340007261121160809010900000000')],
      'too-many-senders',
    ],
    ['an area that says 65535', ['0002ffff'], 'too-long'],
  ])('A28: drops a connection with %s', (_name, areas, kind) => {
    const result = frame([alarmVector('AL10'), ...areas.map(fromHex)]);
    expect(result.overflows).toHaveLength(1);
    expect(kinds(result)).toEqual([kind]);
  });

  it('A28: drops a connection on which no message can be found', () => {
    const result = frame([Buffer.from('GET / HTTP/1.1\r\nHost: example\r\n\r\n', 'latin1')]);
    expect(result.messages).toEqual([]);
    expect(result.overflows).toHaveLength(1);
  });

  it('A7: passes over areas that the flag does not announce', () => {
    const bytes = alarmVector('AL02');
    bytes[15] = 0;
    const result = frame([concatBytes([bytes, alarmVector('AL01')])]);
    expect(sizes(result)).toEqual([20, 20]);
    const endless = new Array<Uint8Array>(300).fill(bytes.subarray(32));
    expect(frame([bytes, ...endless]).overflows).toHaveLength(1);
  });

  it('A21, A24: an address of zeros is the next message, not the end of this one', () => {
    const result = frame([concatBytes([alarmVector('AL03'), alarmVector('AL08')])]);
    expect(sizes(result)).toEqual([68, 80]);
    expect(sizes(frame([concatBytes([alarmVector('AL07'), alarmVector('AL08')])]))).toEqual([
      60, 80,
    ]);
  });

  it('A24: zeros are passed over also behind a sender, and where the connection ends early', () => {
    const ended = frame([concatBytes([alarmVector('AL02'), zeros(10)])]);
    expect(sizes(ended)).toEqual([66]);
    expect(kinds(ended)).toEqual([]);
    expect(
      sizes(frame([concatBytes([alarmVector('AL01'), zeros(24), alarmVector('AL01')])])),
    ).toEqual([20, 20]);
  });

  it.each([
    ['192.168.0.100, which reads as an area of 100 bytes', 'c0a80064'],
    ['192.168.1.200, an area of 456 bytes', 'c0a801c8'],
    ['10.0.0.20, an area that ends where the next message ends', '0a000014'],
    ['10.0.0.4', '0a000004'],
  ])('A25: the next message comes from %s', (_name, address) => {
    const next = alarmVector('AL01');
    next.set(fromHex(address));
    const bytes = concatBytes([alarmVector('AL02'), next, next]);
    const result = frame([bytes]);
    expect(sizes(result)).toEqual([56, 20, 20]);
    expect(frame(inSingleBytes(bytes))).toEqual(result);
  });

  it('A25: the next message has a broken clock', () => {
    const next = alarmVector('AL14');
    next.set(fromHex('c0a80064'));
    const result = frame([concatBytes([alarmVector('AL02'), next])]);
    expect(sizes(result)).toEqual([56, 20]);
    expect(kinds(result)).toEqual(['time']);
  });

  it('A25: an unknown area with a high identifier is one when what follows can be read', () => {
    const unknown = fromHex('abcd0008deadbeef');
    const bytes = concatBytes([
      alarmVector('AL15').subarray(0, 32),
      unknown,
      alarmVector('AL15').subarray(40),
    ]);
    expect(sizes(frame([bytes]))).toEqual([64]);
    expect(sizes(frame([concatBytes([alarmVector('AL02'), unknown])]))).toEqual([64]);
    const followed = concatBytes([alarmVector('AL02'), unknown, alarmVector('AL01')]);
    expect(sizes(frame([followed]))).toEqual([64, 20]);
    expect(sizes(frame(inSingleBytes(followed)))).toEqual([64, 20]);
  });

  it.each([
    ['array', (bytes: Uint8Array) => bytes],
    ['Buffer, as sockets give them', (bytes: Uint8Array) => Buffer.from(bytes)],
  ])('keeps nothing of the bytes that came: %s', (_name, make) => {
    const { framer, messages } = new Connection();
    const chunk = make(concatBytes([alarmVector('AL01'), alarmVector('AL06')]));
    framer.push(chunk);
    chunk.fill(0xff);
    framer.end();
    expect(messages.map(({ bytes }) => toHex(bytes, 200))).toEqual([
      toHex(alarmVector('AL01')),
      toHex(alarmVector('AL06'), 200),
    ]);
  });

  it('takes nothing any more after the end', () => {
    const { framer, messages } = new Connection();
    framer.end();
    framer.end();
    expect(framer.push(alarmVector('AL01'))).toBe('drop');
    expect(messages).toEqual([]);
  });

  it('goes on behind a message whose listener threw', () => {
    const given: AlarmMessage[] = [];
    const framer = new AlarmFramer({
      message: (message) => {
        given.push(message);
        throw new Error('full');
      },
    });
    expect(() => framer.push(alarmVector('AL01'))).toThrow('full');
    expect(() => framer.push(alarmVector('AL19'))).toThrow('full');
    expect(given.map(({ basic }) => basic.class)).toEqual(['motion', 'record']);
  });
});
