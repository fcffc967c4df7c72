import { parseAlarm } from '@casement/protocol';
import type { AlarmMessage } from '@casement/protocol';
import { alarmVector, type AlarmVector } from '../receive/testing/alarm-vectors.js';
import { effectiveCamera, identifySender, originatorOf } from './sender-identity.js';
import { parsedVector } from './testing/parsed.js';

const camera = '00:80:45:AA:BB:CC';
const recorder = '00:80:45:0D:12:34';
const pc = '02:00:00:00:00:AA';

function identify(
  message: AlarmMessage,
  address: string,
  macs: Readonly<Record<string, string>>,
  addresses: Readonly<Record<string, readonly string[]>> = {},
) {
  return identifySender(message, address, {
    ofMac: (mac) => macs[mac],
    atAddress: (at) => addresses[at] ?? [],
  });
}

describe('identifySender', () => {
  it.each<
    [string, AlarmVector, string, Record<string, string>, Record<string, string[]>, string | null]
  >([
    [
      'the last sender',
      'AL06',
      '10.0.0.9',
      { [pc]: 'pc', [recorder]: 'nvr', [camera]: 'cam' },
      {},
      'pc',
    ],
    ['the one before it', 'AL06', '10.0.0.9', { [recorder]: 'nvr', [camera]: 'cam' }, {}, 'nvr'],
    ['the first one', 'AL06', '10.0.0.9', { [camera]: 'cam' }, {}, 'cam'],
    [
      'a MAC before an address',
      'AL02',
      '10.0.0.9',
      { [recorder]: 'nvr' },
      { '10.0.0.9': ['b'] },
      'nvr',
    ],
    ['the address it came from', 'AL02', '10.0.0.9', {}, { '10.0.0.9': ['b'] }, 'b'],
    ['the address in it', 'AL01', '10.0.0.9', {}, { '192.0.2.10': ['c'] }, 'c'],
    [
      'the address it came from first',
      'AL01',
      '10.0.0.9',
      {},
      { '10.0.0.9': ['b'], '192.0.2.10': ['c'] },
      'b',
    ],
    ['an IPv6 address in it', 'AL08', '10.0.0.9', {}, { '2001:db8::10': ['d'] }, 'd'],
    ['no address of two', 'AL02', '10.0.0.9', {}, { '10.0.0.9': ['a', 'b'] }, null],
    ['nobody', 'AL06', '10.0.0.9', {}, {}, null],
  ])('goes by %s', (_what, name, address, macs, addresses, expected) => {
    expect(identify(parsedVector(name), address, macs, addresses).recorder).toBe(expected);
  });

  it('tells two recorders behind one address apart by their MACs', () => {
    const addresses = { '198.51.100.1': ['first', 'second'] };
    const macs = { [recorder]: 'first', '00:80:45:0D:56:78': 'second' };
    const other = Buffer.from(
      alarmVector('AL02').toString('hex').replace('0080450d1234', '0080450d5678'),
      'hex',
    );
    expect(identify(parsedVector('AL02'), '198.51.100.1', macs, addresses).recorder).toBe('first');
    expect(identify(parseAlarm(other), '198.51.100.1', macs, addresses).recorder).toBe('second');
  });

  it.each(['000000000000', 'ffffffffffff'])('takes %s for nobody', (mac) => {
    const bytes = Buffer.from(
      alarmVector('AL02').toString('hex').replace('0080450d1234', mac),
      'hex',
    );
    const message = parseAlarm(bytes);
    const asked: string[] = [];
    identifySender(message, 'x', { ofMac: (of) => void asked.push(of), atAddress: () => [] });
    expect(asked).toEqual([]);
    expect(originatorOf(message, 'x')).toEqual({ mac: null, address: '192.0.2.10' });
  });
});

describe('originatorOf', () => {
  it.each<[AlarmVector, string | null, string]>([
    ['AL06', camera, '192.0.2.10'],
    // A recorder made version 2 of what its camera had numbered.
    ['AL02', null, '192.0.2.10'],
    ['AL01', null, '192.0.2.10'],
    ['AL08', camera, '2001:db8::10'],
  ])('of %s is %s at %s', (name, mac, address) => {
    expect(originatorOf(parsedVector(name), '10.0.0.9')).toEqual({ mac, address });
  });

  it('is the address it came from when there is nothing else', () => {
    const bytes = alarmVector('AL01');
    bytes.fill(0, 0, 4);
    const address = '2001:db8::7';
    expect(originatorOf(parseAlarm(bytes), address)).toEqual({ mac: null, address });
  });
});

describe('effectiveCamera (A17)', () => {
  const with_ = (from: string, to: string, name: AlarmVector = 'AL02'): AlarmMessage =>
    parseAlarm(Buffer.from(alarmVector(name).toString('hex').replace(from, to), 'hex'));

  it.each<[string, AlarmMessage, number | null]>([
    ['AL02: the number of the recorder', parsedVector('AL02'), 7],
    ['AL25: 0xFFFF is none, so that of the basic part', with_('12340007', '1234ffff'), 1],
    ['0 is none', with_('12340007', '12340000'), 1],
    ['a number beyond a byte', with_('12340007', '12340100'), 256],
    ['AL06: the last one that has a number', parsedVector('AL06'), 7],
    ['a PC without a number', with_('00aa0007', '00aa0000', 'AL06'), 7],
    ['AL01: the basic part', parsedVector('AL01'), 1],
    ['AL05: none', parsedVector('AL05'), null],
    ['AL03: a camera is camera 1', parsedVector('AL03'), 1],
  ])('%s', (_name, message, expected) => {
    expect(effectiveCamera(message, null)).toBe(expected);
  });

  it('prefers the number that the recorder itself gave, though others follow', () => {
    const message = with_('00aa0007', '00aa0063', 'AL06');
    expect(effectiveCamera(message, null)).toBe(0x63);
    expect(effectiveCamera(message, message.senders[1]!)).toBe(7);
  });

  it('falls back to the basic part when the recorder gave none', () => {
    const message = with_('12340007', '1234ffff');
    expect(effectiveCamera(message, message.senders[0]!)).toBe(1);
  });
});
