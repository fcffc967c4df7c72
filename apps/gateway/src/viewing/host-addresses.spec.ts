import { reachedAddresses } from './host-addresses.js';

describe('reachedAddresses', () => {
  it.each([
    ['the address of the connection', '192.0.2.1', 'gateway.local:8080', ['192.0.2.1']],
    ['IPv4 inside IPv6', '::ffff:127.0.0.1', 'localhost:8080', ['127.0.0.1']],
    [
      'an address in the URL, with port',
      '10.0.0.2',
      '198.51.100.7:8080',
      ['10.0.0.2', '198.51.100.7'],
    ],
    ['IPv6 in the URL', '2001:db8::1', '[2001:db8::1]:8080', ['2001:db8::1']],
    ['a zone', 'fe80::1%eth0', undefined, ['fe80::1']],
    ['nothing known', undefined, undefined, []],
  ])('%s', (_name, localAddress, host, expected) => {
    expect(reachedAddresses(localAddress, host)).toEqual(expected);
  });
});
