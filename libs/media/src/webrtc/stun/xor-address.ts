import { ByteReader, ByteWriter } from '@casement/bytes';
import { stunMagicCookie } from './stun-message.js';
import { ipFromBytes, ipToBytes } from './transport-address.js';
import type { TransportAddress } from './transport-address.js';

const familyIpv4 = 1;
const familyIpv6 = 2;

/**
 * The value of XOR-MAPPED-ADDRESS (RFC 8489 section 14.2): hidden from routers that rewrite every copy of
 * an address they find.
 *
 * @throws {MediaError} kind `option` when the address is no IP address.
 */
export function serializeXorAddress(
  { address, port }: TransportAddress,
  transactionId: Uint8Array,
): Uint8Array {
  const ip = ipToBytes(address);
  return new ByteWriter(20)
    .u8(0)
    .u8(ip.length === 4 ? familyIpv4 : familyIpv6)
    .u16(port ^ (stunMagicCookie >>> 16))
    .bytes(xored(ip, transactionId))
    .toBytes();
}

/** The address of an XOR-MAPPED-ADDRESS value; `undefined` when its family or length is wrong. */
export function parseXorAddress(
  value: Uint8Array,
  transactionId: Uint8Array,
): TransportAddress | undefined {
  const family = value.at(1);
  const isIpv4 = family === familyIpv4 && value.length === 8;
  const isIpv6 = family === familyIpv6 && value.length === 20;
  if (!isIpv4 && !isIpv6) {
    return undefined;
  }
  const reader = new ByteReader(value, 2);
  const port = reader.u16() ^ (stunMagicCookie >>> 16);
  const address = ipFromBytes(xored(reader.bytes(reader.remaining), transactionId));
  return address === undefined ? undefined : { address, port };
}

function xored(ip: Uint8Array, transactionId: Uint8Array): Uint8Array {
  const mask = new ByteWriter(16).u32(stunMagicCookie).bytes(transactionId).toBytes();
  return ip.map((byte, at) => byte ^ (mask.at(at) ?? 0));
}
