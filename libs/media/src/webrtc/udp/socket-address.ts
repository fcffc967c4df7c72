import { isIPv4, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Linux: `AF_INET` and `AF_INET6`. */
const families = { 4: 2, 6: 10 } as const;

/**
 * `sockaddr_in` or `sockaddr_in6` of Linux (ip(7), ipv6(7)); `undefined` when the address is none of that family.
 *
 * ```text
 * sockaddr_in   family:2 port:2 address:4 zero:8
 * sockaddr_in6  family:2 port:2 flow:4 address:16 scope:4
 * ```
 */
export function socketAddress(
  family: 4 | 6,
  address: string,
  port: number,
): Uint8Array | undefined {
  const [text = '', zone] = address.split('%', 2);
  if (!(family === 4 ? isIPv4(text) : isIPv6(text))) {
    return undefined;
  }
  const bytes = new Uint8Array(family === 4 ? 16 : 28);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, families[family], true);
  view.setUint16(2, port);
  if (family === 4) {
    bytes.set(ipv4Bytes(text), 4);
  } else {
    bytes.set(ipv6Bytes(text), 8);
    view.setUint32(24, zone === undefined ? 0 : scopeId(zone), true);
  }
  return bytes;
}

function ipv4Bytes(text: string): number[] {
  return text.split('.').map(Number);
}

/** RFC 4291 section 2.2, for text that `isIPv6` has accepted. */
function ipv6Bytes(text: string): number[] {
  const [head = '', tail] = text.split('::', 2);
  const front = groupBytes(head);
  const back = groupBytes(tail ?? '');
  const zeros = new Array<number>(16 - front.length - back.length).fill(0);
  return [...front, ...zeros, ...back];
}

function groupBytes(text: string): number[] {
  const groups = text === '' ? [] : text.split(':');
  return groups.flatMap((group) => {
    if (group.includes('.')) {
      return ipv4Bytes(group);
    }
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

/** The zone of a link-local address (RFC 4007 section 11): the number of an interface, or its name. */
function scopeId(zone: string): number {
  if (/^\d+$/.test(zone)) {
    return Number(zone);
  }
  // Global addresses of an interface have a scope of zero.
  const ids = networkInterfaces()[zone]?.map((entry) => ('scopeid' in entry ? entry.scopeid : 0));
  return Math.max(0, ...(ids ?? []));
}
