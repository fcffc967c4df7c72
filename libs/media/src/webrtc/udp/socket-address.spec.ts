import fc from 'fast-check';
import { networkInterfaces } from 'node:os';
import { socketAddress } from './socket-address.js';

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');

describe('socketAddress', () => {
  it.each([
    {
      address: '192.168.0.10',
      family: 4,
      bytes: '0200' + '1f90' + 'c0a8000a' + '0000000000000000',
    },
    { address: '::1', family: 6, bytes: '0a001f9000000000' + '00'.repeat(15) + '01' + '00000000' },
    { address: '::', family: 6, bytes: '0a001f9000000000' + '00'.repeat(16) + '00000000' },
    {
      address: '2001:db8::ff00:42:8329',
      family: 6,
      bytes: '0a001f9000000000' + '20010db8000000000000ff0000428329' + '00000000',
    },
    {
      address: '::ffff:10.0.0.1',
      family: 6,
      bytes: '0a001f9000000000' + '00000000000000000000ffff0a000001' + '00000000',
    },
    {
      address: 'fe80::1%3',
      family: 6,
      bytes: '0a001f9000000000' + 'fe800000000000000000000000000001' + '03000000',
    },
  ] as const)('lays $address out as Linux wants it', ({ family, address, bytes }) => {
    expect(hex(socketAddress(family, address, 8_080))).toBe(bytes);
  });

  it('finds the interface that a zone names', () => {
    const scoped = Object.entries(networkInterfaces()).flatMap(([name, entries = []]) =>
      entries.flatMap((entry) =>
        entry.family === 'IPv6' && entry.scopeid > 0 ? [{ name, id: entry.scopeid }] : [],
      ),
    );
    for (const { name, id } of [...scoped, { name: 'no-such-interface', id: 0 }]) {
      const bytes = Buffer.from(socketAddress(6, `fe80::1%${name}`, 1)!);
      expect(bytes.readUInt32LE(24)).toBe(id);
    }
  });

  it('agrees with the URL parser about every IPv6 address', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.nat(65_535), (address, port) => {
        const bytes = Buffer.from(socketAddress(6, address, port)!);
        const groups = Array.from({ length: 8 }, (_, group) => bytes.readUInt16BE(8 + group * 2));
        const written = groups.map((group) => group.toString(16)).join(':');
        expect(new URL(`http://[${written}]`).hostname).toBe(
          new URL(`http://[${address}]`).hostname,
        );
        expect(bytes.readUInt16BE(2)).toBe(port);
      }),
    );
  });

  it('has nothing for other text, or for the other family', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(socketAddress(4, `${text}x`, 1)).toBeUndefined();
        expect(socketAddress(6, `${text}x`.replace('%', ''), 1)).toBeUndefined();
      }),
    );
    expect(socketAddress(4, '::1', 1)).toBeUndefined();
    expect(socketAddress(6, '127.0.0.1', 1)).toBeUndefined();
  });
});
