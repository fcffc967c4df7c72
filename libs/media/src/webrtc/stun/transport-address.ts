import { SocketAddress, isIPv4, isIPv6 } from 'node:net';
import { ByteReader, ByteWriter } from '@casement/bytes';
import { MediaError } from '../../errors/media-error.js';

/** An IP address without a zone, and a port 0..65535. */
export type TransportAddress = { readonly address: string; readonly port: number };

/** `fe80::1%eth0` -> `fe80::1`: a zone means something on one machine only (RFC 4007 section 11.2). */
export function withoutZone(address: string): string {
  const at = address.indexOf('%');
  return at < 0 ? address : address.slice(0, at);
}

/**
 * The 4 or 16 bytes of an IP address in text form (RFC 4291 section 2.2).
 *
 * @throws {MediaError} kind `option` when it is none.
 */
export function ipToBytes(address: string): Uint8Array {
  const text = withoutZone(address);
  if (isIPv4(text)) {
    return Uint8Array.from(text.split('.'), Number);
  }
  if (!isIPv6(text)) {
    throw new MediaError('option', `${JSON.stringify(address)} is no IP address`, { address });
  }
  const [head = '', tail] = text.split('::');
  const front = groupsOf(head);
  const back = tail === undefined ? [] : groupsOf(tail);
  const writer = new ByteWriter(16);
  for (const group of front) {
    writer.u16(group);
  }
  writer.zeros(16 - 2 * (front.length + back.length));
  for (const group of back) {
    writer.u16(group);
  }
  return writer.toBytes();
}

/** `1:2:192.0.2.1` -> four groups. */
function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').flatMap(groupOf);
}

function groupOf(group: string): number[] {
  if (!group.includes('.')) {
    return [Number.parseInt(group, 16)];
  }
  const reader = new ByteReader(Uint8Array.from(group.split('.'), Number));
  return [reader.u16(), reader.u16()];
}

/** The text form of 4 or 16 bytes, shortened as RFC 5952 says; `undefined` for any other length. */
export function ipFromBytes(bytes: Uint8Array): string | undefined {
  if (bytes.length === 4) {
    return bytes.join('.');
  }
  if (bytes.length !== 16) {
    return undefined;
  }
  const reader = new ByteReader(bytes);
  const groups = Array.from({ length: 8 }, () => reader.u16().toString(16));
  return new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address;
}
