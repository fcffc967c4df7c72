import type { NetworkInterfaceInfo } from 'node:os';
import { candidateLines, hostAddresses, hostCandidates } from './host-candidates.js';

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

describe('hostCandidates', () => {
  const addresses = [
    { address: '192.0.2.10', family: 4 },
    { address: '2001:db8::10', family: 6 },
  ] as const;

  it('gives each address the ports of its family', () => {
    const ports = { udp4: 50_000, udp6: 50_000, tcp4: 50_000, tcp6: undefined };
    expect(hostCandidates(addresses, ports)).toEqual([
      { ...addresses[0], udpPort: 50_000, tcpPort: 50_000, preference: 0 },
      { ...addresses[1], udpPort: 50_000, tcpPort: undefined, preference: 1 },
    ]);
  });

  it('leaves out a family that the plane does not have', () => {
    const ports = { udp4: 50_000, udp6: undefined, tcp4: undefined, tcp6: undefined };
    expect(hostCandidates(addresses, ports)).toHaveLength(1);
    expect(hostCandidates([], ports)).toEqual([]);
  });
});

describe('candidateLines', () => {
  const lines = candidateLines([
    { address: '192.0.2.10', family: 4, udpPort: 50_000, tcpPort: 50_000, preference: 0 },
    { address: '2001:db8::10', family: 6, udpPort: 50_001, tcpPort: undefined, preference: 1 },
    { address: '10.8.0.1', family: 4, udpPort: 50_000, tcpPort: 50_000, preference: 2 },
  ]);

  it('names UDP first, and TCP as passive', () => {
    expect(lines).toEqual([
      'a=candidate:1 1 udp 2130706431 192.0.2.10 50000 typ host',
      'a=candidate:2 1 udp 2130706175 2001:db8::10 50001 typ host',
      'a=candidate:3 1 udp 2130705919 10.8.0.1 50000 typ host',
      'a=candidate:17 1 tcp 1520435199 192.0.2.10 50000 typ host tcptype passive',
      'a=candidate:19 1 tcp 1520434687 10.8.0.1 50000 typ host tcptype passive',
    ]);
  });

  it('has falling priorities and a foundation of its own for each', () => {
    const fields = lines.map((line) => line.split(/[: ]/));
    const priorities = fields.map((each) => Number(each[4]));
    expect(priorities).toEqual(priorities.toSorted((a, b) => b - a));
    expect(new Set(fields.map((each) => each[1])).size).toBe(lines.length);
  });
});
