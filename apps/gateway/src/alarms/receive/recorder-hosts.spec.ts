import type { CasementConfig } from '../../config/config.js';
import { ManualClock, settle } from '../../net/testing/manual-clock.js';
import { AllowList } from './allow-list.js';
import { peerAddress } from './peer-address.js';
import { lookUpHost, RecorderHosts } from './recorder-hosts.js';
import { FixedRecorders } from './testing/fixed-recorders.js';

describe('RecorderHosts', () => {
  const clock = new ManualClock();
  const names = new Map<string, readonly string[]>();
  const lookUp = (hostname: string): Promise<readonly string[]> => {
    const found = names.get(hostname);
    return found === undefined ? lookUpHost(hostname) : Promise.resolve(found);
  };
  const hostsOf = async (recorders: FixedRecorders): Promise<RecorderHosts> => {
    const hosts = new RecorderHosts(recorders, clock, lookUp);
    hosts.onModuleInit();
    await settle();
    return hosts;
  };

  afterEach(() => names.clear());

  it('knows addresses at once, with their recorders', async () => {
    const hosts = await hostsOf(
      new FixedRecorders({
        a: 'http://192.0.2.1',
        b: 'https://192.0.2.2:8443',
        c: 'http://192.0.2.1:81',
        d: 'http://[2001:DB8::1]',
      }),
    );
    expect(hosts.recordersAt('192.0.2.1')).toEqual(['a', 'c']);
    expect(hosts.recordersAt('192.0.2.2')).toEqual(['b']);
    expect(hosts.recordersAt('2001:db8::1')).toEqual(['d']);
    expect(hosts.recordersAt('192.0.2.3')).toEqual([]);
    expect(hosts.size).toBe(3);
    hosts.onModuleDestroy();
  });

  it('looks names up again every minute, and keeps what it knew when that fails', async () => {
    names.set('nvr.example', ['192.0.2.7', '::ffff:192.0.2.8']);
    const hosts = await hostsOf(new FixedRecorders({ a: 'http://nvr.example' }));
    expect(hosts.recordersAt('192.0.2.8')).toEqual(['a']);
    names.set('nvr.example', ['192.0.2.9']);
    await clock.advance(60_000);
    expect(hosts.recordersAt('192.0.2.8')).toEqual([]);
    expect(hosts.recordersAt('192.0.2.9')).toEqual(['a']);
    names.clear();
    await clock.advance(60_000);
    expect(hosts.recordersAt('192.0.2.9')).toEqual(['a']);
    hosts.onModuleDestroy();
    expect(clock.timers).toBe(0);
  });

  it('follows what is configured', async () => {
    const recorders = new FixedRecorders({ a: 'http://192.0.2.1', b: 'http://192.0.2.2' });
    const hosts = await hostsOf(recorders);
    recorders.set({ a: 'http://192.0.2.11', c: 'http://192.0.2.3' });
    await settle();
    expect(['1', '2', '3', '11'].map((last) => hosts.recordersAt(`192.0.2.${last}`))).toEqual([
      [],
      [],
      ['c'],
      ['a'],
    ]);
    hosts.onModuleDestroy();
  });

  it('allows recorders and what is configured, and nobody else', async () => {
    const hosts = await hostsOf(new FixedRecorders({ a: 'http://192.0.2.1' }));
    const alarms = { allow: ['198.51.100.0/24', '203.0.113.5', '2001:db8:1::/48'] };
    const list = new AllowList({ alarms } as unknown as CasementConfig, hosts);
    const allowed = ['192.0.2.1', '198.51.100.77', '203.0.113.5', '2001:db8:1::7'];
    const refused = ['192.0.2.2', '203.0.113.6', '2001:db8:2::7', '::1', '', 'nonsense'];
    expect(allowed.map((address) => list.allows(address))).toEqual([true, true, true, true]);
    expect(refused.some((address) => list.allows(address))).toBe(false);
    hosts.onModuleDestroy();
  });

  it.each([
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:192.0.2.1', '192.0.2.1'],
    ['192.0.2.1', '192.0.2.1'],
    ['FE80::1%eth0', 'fe80::1'],
  ])('writes %s as %s', (address, expected) => {
    expect(peerAddress(address)).toBe(expected);
  });
});
