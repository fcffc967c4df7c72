import { fromHex } from '@casement/bytes';
import fc from 'fast-check';
import { formatIpv4, formatIpv6, ipv4Bytes, ipv6Bytes } from './ip-address.js';
import { formatMac, macBytes, normaliseMac } from './mac-address.js';

describe('IPv6 addresses', () => {
  it.each([
    ['20010db8000000000000000000000010', '2001:db8::10'],
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000000000001', '::1'],
    ['fe800000000000000000000000000000', 'fe80::'],
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['20010000000000010000000000000001', '2001:0:0:1::1'],
    ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
  ])('A20: %s is %s (RFC 5952)', (hex, text) => {
    expect(formatIpv6(fromHex(hex))).toBe(text);
    expect(ipv6Bytes(text)).toEqual(fromHex(hex));
  });

  it.each([
    '',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8:9',
    'g::',
    '12345::',
    'fe80::1%eth0',
  ])('%j is none', (text) => {
    expect(ipv6Bytes(text)).toBeUndefined();
  });

  it('property: what is written is read', () => {
    const sixteen = fc.array(fc.oneof(fc.constant(0), fc.nat(255)), {
      minLength: 16,
      maxLength: 16,
    });
    fc.assert(
      fc.property(sixteen, (values) => {
        const bytes = Uint8Array.from(values);
        expect(ipv6Bytes(formatIpv6(bytes))).toEqual(bytes);
      }),
    );
  });
});

describe('IPv4 addresses', () => {
  it('are read as they are written', () => {
    expect(formatIpv4(fromHex('c000020a'))).toBe('192.0.2.10');
    expect(ipv4Bytes('192.0.2.10')).toEqual(fromHex('c000020a'));
  });

  it.each(['', '1.2.3', '1.2.3.4.5', '1.2.3.256', '1.2.3.04', '1.2.3.x', '1.2.3.'])(
    '%j is none',
    (text) => {
      expect(ipv4Bytes(text)).toBeUndefined();
    },
  );
});

describe('MAC addresses', () => {
  it.each(['00:80:45:0d:12:34', '00-80-45-0D-12-34', '0080450D1234'])('%j', (text) => {
    expect(normaliseMac(text)).toBe('00:80:45:0D:12:34');
    expect(macBytes(text)).toEqual(fromHex('0080450d1234'));
    expect(formatMac(fromHex('0080450d1234'))).toBe('00:80:45:0D:12:34');
  });

  it.each(['', '00:80:45:0d:12', '00:80:45:0d:12:34:56', '00:80-45:0d:12:34', '00:80:45:0d:12:3g'])(
    '%j is none',
    (text) => {
      expect(normaliseMac(text)).toBeUndefined();
      expect(macBytes(text)).toBeUndefined();
    },
  );
});
