import { toHex } from '@casement/bytes';
import fc from 'fast-check';
import { MediaError } from '../../errors/media-error.js';
import { ipFromBytes, ipToBytes, withoutZone } from './transport-address.js';

describe('IP addresses', () => {
  it.each([
    ['192.0.2.1', 'c0000201'],
    ['::', '00000000000000000000000000000000'],
    ['::1', '00000000000000000000000000000001'],
    ['2001:db8::', '20010db8000000000000000000000000'],
    ['fe80::1%eth0', 'fe800000000000000000000000000001'],
    ['2001:db8:1:2:3:4:5:6', '20010db8000100020003000400050006'],
    ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
  ])('%s is %s', (text, hex) => {
    expect(toHex(ipToBytes(text))).toBe(hex);
  });

  it.each(['', 'localhost', '1.2.3', '1.2.3.4.5', '::1::', '12345::', 'fe80::1/64'])(
    '%j is none',
    (text) => {
      expect(() => ipToBytes(text)).toThrow(MediaError);
    },
  );

  it('survives the way to bytes and back', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const bytes = ipToBytes(text);
        const again = ipFromBytes(bytes);
        expect(toHex(ipToBytes(again ?? ''))).toBe(toHex(bytes));
      }),
    );
  });

  it('has 4 or 16 bytes', () => {
    expect(ipFromBytes(new Uint8Array(5))).toBeUndefined();
  });

  it('loses its zone', () => {
    expect(withoutZone('fe80::1%eth0')).toBe('fe80::1');
    expect(withoutZone('192.0.2.1')).toBe('192.0.2.1');
  });
});
