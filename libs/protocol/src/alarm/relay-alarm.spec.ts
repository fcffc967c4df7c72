import { toHex } from '@casement/bytes';
import fc from 'fast-check';
import type { AlarmVectorName } from '../fixtures/alarm-vectors.js';
import { alarmVector } from '../fixtures/alarm-vectors.js';
import { anyVersion2, RECEIVED_MS } from '../fixtures/any-alarm.js';
import { parseAlarm } from './parse-alarm.js';
import type { RelayedAlarm } from './relay-alarm.js';
import { relayAlarm } from './relay-alarm.js';
import { serializeAlarm } from './serialize-alarm.js';

const sender = {
  mac: '02:00:00:00:00:AA',
  camera: 7,
  time: { text: '2026-11-21T16:08:09' },
  zone: { offsetMinutes: 540, summerTime: false },
};
const relay = (bytes: Uint8Array, actAsRecorder = false, mac = sender.mac): RelayedAlarm =>
  relayAlarm(parseAlarm(bytes), { sender: { ...sender, mac }, actAsRecorder });
const hexOf = (relayed: RelayedAlarm): string =>
  'bytes' in relayed ? toHex(relayed.bytes, 2000) : relayed.refused;
const hex = (name: AlarmVectorName, length?: number): string =>
  toHex(alarmVector(name).subarray(0, length), 2000);
const own = '0002001802000000 00aa0007261121160809010900000000'.replace(' ', '');

describe('relayAlarm', () => {
  it('E.8: adds one sender, the rest byte for byte', () => {
    expect(hexOf(relay(alarmVector('AL06').subarray(0, 92)))).toBe(hex('AL06'));
  });

  it('leaves version 1 as it is', () => {
    expect(hexOf(relay(alarmVector('AL01')))).toBe(hex('AL01'));
  });

  it('changes nothing of what came', () => {
    const bytes = Buffer.from(alarmVector('AL01'));
    relay(bytes, true);
    expect(toHex(bytes)).toBe(hex('AL01'));
  });

  it('makes version 2 of it when acting as a recorder (AL02)', () => {
    expect(hexOf(relay(alarmVector('AL01'), true, '00:80:45:0d:12:34'))).toBe(hex('AL02'));
  });

  it.each<[string, AlarmVectorName, number]>([
    ['zeros in place of a sender', 'AL07', 36],
    ['a cut sender', 'AL02', 40],
    ['a broken extension', 'AL11', 20],
  ])('puts the sender in the place of %s', (_name, name, end) => {
    const bytes = name === 'AL02' ? alarmVector(name).subarray(0, 50) : alarmVector(name);
    expect(hexOf(relay(bytes))).toBe(`${hex(name, name === 'AL02' ? 32 : end)}${own}`);
  });

  it('AL31: refuses what has been here, however its MAC is written', () => {
    expect(relay(alarmVector('AL06'))).toEqual({ refused: 'loop' });
    expect(relay(alarmVector('AL06'), false, '008045AABBCC')).toEqual({ refused: 'loop' });
  });

  it('refuses a 17th sender and more than one packet', () => {
    const message = parseAlarm(alarmVector('AL02'));
    const senders = new Array<(typeof message.senders)[number]>(16).fill(message.senders[0]!);
    expect(relay(serializeAlarm({ ...message, senders }))).toEqual({ refused: 'too-many-senders' });
    const extension = { category: 1, messageId: 1, text: 'A'.repeat(503) };
    const ipv6 = new Array<string>(31).fill('2001:db8::10');
    const large = { ...message, extension, ipv6, senders: senders.slice(0, 15) };
    expect(relay(serializeAlarm({ ...large, senders: senders.slice(0, 14) }))).toMatchObject({
      bytes: expect.any(Uint8Array),
    });
    const larger = Uint8Array.from([
      ...serializeAlarm(large),
      ...[0, 9, 0, 44, ...new Array<number>(40).fill(1)],
    ]);
    expect(hexOf(relay(larger))).toBe('too-large');
  });

  it('property: what is passed on is what came, with us at its end', () => {
    fc.assert(
      fc.property(anyVersion2(0, 15), (input) => {
        const bytes = serializeAlarm(input);
        const before = parseAlarm(bytes, { receivedMs: RECEIVED_MS });
        const relayed = relayAlarm(before, { sender, actAsRecorder: true });
        expect('bytes' in relayed).toBe(true);
        if ('bytes' in relayed) {
          const after = parseAlarm(relayed.bytes, { receivedMs: RECEIVED_MS });
          expect(after.senders.slice(0, -1)).toEqual(before.senders);
          expect(after.senders.at(-1)?.mac).toBe(sender.mac);
          expect(relayed.bytes.subarray(0, bytes.length)).toEqual(bytes);
        }
      }),
    );
  });
});
