import { isIP } from 'node:net';

/** `::ffff:192.0.2.1` as the IPv4 address that it is; anything else as it is. */
function withoutMapping(address: string): string {
  return address.toLowerCase().startsWith('::ffff:') && isIP(address.slice(7)) === 4
    ? address.slice(7)
    : address;
}

/**
 * Addresses by which a browser reached this gateway, the most certain first: where its TCP connection
 * arrived, and the host of the URL it used when that is an address. Behind a reverse proxy the first is the
 * proxy's way in, which does no harm as a candidate, and the second is the one that counts.
 *
 * @param localAddress of the socket that carried the request
 * @param host the `Host` header, or what a trusted proxy says it was
 */
export function reachedAddresses(
  localAddress: string | undefined,
  host: string | undefined,
): string[] {
  const named = host?.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  const candidates = [localAddress, named].flatMap((address) => {
    const plain = address === undefined ? '' : withoutMapping(address.replace(/%.*$/, ''));
    return isIP(plain) === 0 ? [] : [plain];
  });
  return [...new Set(candidates)];
}
