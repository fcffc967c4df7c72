import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { DialError } from '../net/dial-error.js';

/**
 * The IP addresses of a recorder, as whose packets may come from there.
 *
 * @param hostname as in a URL: a name, an IPv4 address, or an IPv6 address in brackets
 * @throws {DialError} when its name is not known
 */
export async function recorderAddresses(hostname: string): Promise<readonly string[]> {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) {
    return [host];
  }
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (error) {
    throw new DialError('no-answer', 'its name is not known', { cause: error });
  }
}
