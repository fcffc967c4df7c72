import type { NetworkInterfaceInfo } from 'node:os';
import { hostAddresses } from './host-candidates.js';

function info(address: string, internal = false): NetworkInterfaceInfo {
  const base = { address, netmask: '', mac: '', internal, cidr: null };
  return address.includes(':')
    ? { ...base, family: 'IPv6', scopeid: 0 }
    : { ...base, family: 'IPv4' };
}

const interfaces = {
  lo: [info('127.0.0.1', true), info('::1', true)],
  eth0: [info('192.0.2.10'), info('fe80::1'), info('2001:db8::10')],
  tun0: [info('10.8.0.1')],
};

describe('hostAddresses', () => {
  it('names interfaces, those of tunnels too, but neither loopback nor link-local addresses', () => {
    expect(hostAddresses({ announce: [], interfaces }).map(({ address }) => address)).toEqual([
      '192.0.2.10',
      '2001:db8::10',
      '10.8.0.1',
    ]);
  });

  it('puts where the browser came in first, then what is announced, and names nothing twice', () => {
    const found = hostAddresses({
      announce: ['203.0.113.5', '192.0.2.10'],
      localAddresses: ['::ffff:10.8.0.1'],
      interfaces,
    });
    expect(found.map(({ address }) => address)).toEqual([
      '10.8.0.1',
      '203.0.113.5',
      '192.0.2.10',
      '2001:db8::10',
    ]);
  });

  it.each([
    ['127.0.0.1', 4],
    ['::1', 6],
    ['::ffff:127.0.0.1', 4],
  ])('names loopback when the browser came from there: %s', (local, family) => {
    const [first] = hostAddresses({ announce: [], localAddresses: [local], interfaces });
    expect(first).toEqual({ address: local.replace('::ffff:', ''), family });
  });

  it.each(['gateway.example', '0.0.0.0', '::', 'fe80::1%eth0', '169.254.1.1', ''])(
    'does not name "%s"',
    (announced) => {
      expect(hostAddresses({ announce: [announced], interfaces: {} })).toEqual([]);
    },
  );

  it('names at most 16', () => {
    const many = Array.from({ length: 40 }, (_, index) => `10.0.0.${index + 1}`);
    expect(hostAddresses({ announce: many, interfaces: {} })).toHaveLength(16);
  });
});
