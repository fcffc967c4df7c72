import { plainAddress } from '../../access/trusted-proxies.js';

/**
 * The address of the other end as it is written everywhere: IPv4 never as mapped IPv6, IPv6 in small letters and without
 * the interface behind it.
 */
export function peerAddress(address: string): string {
  return plainAddress(address.replace(/%.*$/, '').toLowerCase());
}
