import fc from 'fast-check';
import { parseConfig } from '../config/load-config.js';
import { TrustedProxies } from './trusted-proxies.js';

const proxies = (...trustProxy: string[]) =>
  new TrustedProxies(
    parseConfig({ text: JSON.stringify({ server: { trustProxy } }), baseDir: '/', env: {} }),
  );

describe('TrustedProxies', () => {
  it.each([
    [['127.0.0.1'], '127.0.0.1', true],
    [['127.0.0.1'], '::ffff:127.0.0.1', true],
    [['loopback'], '::1', true],
    [['uniquelocal'], '192.168.4.5', true],
    [['10.0.0.0/8'], '10.200.3.4', true],
    [['10.0.0.0/8'], '11.0.0.1', false],
    [['2001:db8::/32'], '2001:db8:1::9', true],
    [[], '127.0.0.1', false],
    [['loopback'], undefined, false],
    [['loopback'], 'not an address', false],
  ])('%j and %s: %j', (trusted, address, expected) => {
    expect(proxies(...trusted).has(address)).toBe(expected);
  });

  it.each([
    ['nobody in between', [], undefined, '192.0.2.7', '192.0.2.7'],
    ['a stranger who forges', [], '198.51.100.1', '192.0.2.7', '192.0.2.7'],
    ['one proxy', ['loopback'], '198.51.100.1', '127.0.0.1', '198.51.100.1'],
    [
      'a proxy behind a proxy',
      ['loopback', '10.0.0.1'],
      '198.51.100.1, 10.0.0.1',
      '127.0.0.1',
      '198.51.100.1',
    ],
    [
      'a forged one before the proxy',
      ['loopback'],
      '1.1.1.1, 198.51.100.1',
      '127.0.0.1',
      '198.51.100.1',
    ],
    ['nonsense in the header', ['loopback'], 'unknown', '127.0.0.1', '127.0.0.1'],
  ])('finds the browser behind %s', (_name, trusted, forwarded, peer, expected) => {
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    expect(proxies(...trusted).clientAddress(headers, peer)).toBe(expected);
  });

  it('never throws', () => {
    const some = proxies('loopback', '10.0.0.0/8');
    fc.assert(
      fc.property(fc.string(), fc.option(fc.string(), { nil: undefined }), (forwarded, peer) => {
        expect(typeof some.clientAddress({ 'x-forwarded-for': forwarded }, peer)).toBe('string');
        expect(Array.isArray(some.hosts({ 'x-forwarded-host': forwarded }, peer))).toBe(true);
      }),
    );
  });
});
