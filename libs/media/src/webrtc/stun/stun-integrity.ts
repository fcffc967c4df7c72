import { createHmac, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ByteReader, ByteWriter } from '@casement/bytes';
import { parseStunMessage, stunAttributes, stunHeaderBytes } from './stun-message.js';
import type { StunMessage } from './stun-message.js';

export const integrityBytes = 20;
/** An attribute header and its HMAC. */
const integrityAttributeBytes = 4 + integrityBytes;
/** Tells a STUN checksum from one that another protocol has in the same place (RFC 8489 section 14.7). */
const fingerprintMask = 0x5354_554e;

/**
 * Verifies MESSAGE-INTEGRITY with a short-term password and, when there is one, FINGERPRINT (RFC 8489
 * sections 14.5 and 14.7). The checksum comes first: it costs a hundredth of the HMAC.
 *
 * @returns false also when there is no MESSAGE-INTEGRITY, or it is no STUN message at all.
 */
export function verifyStunIntegrity(datagram: Uint8Array, password: string): boolean {
  const message = parseStunMessage(datagram);
  if (!message || !hasTrueFingerprint(datagram, message)) {
    return false;
  }
  const integrity = message.attributes.find(({ type }) => type === stunAttributes.messageIntegrity);
  return (
    integrity?.value.length === integrityBytes &&
    timingSafeEqual(integrity.value, stunHmac(datagram, integrity.offset, password))
  );
}

function hasTrueFingerprint(datagram: Uint8Array, { attributes }: StunMessage): boolean {
  const at = attributes.findIndex(({ type }) => type === stunAttributes.fingerprint);
  const fingerprint = attributes[at];
  if (!fingerprint) {
    return true;
  }
  return (
    at === attributes.length - 1 &&
    fingerprint.value.length === 4 &&
    new ByteReader(fingerprint.value).u32() === stunFingerprint(datagram, fingerprint.offset)
  );
}

/**
 * HMAC-SHA1 over everything in front of the attribute at `offset`, computed as if the message ended with
 * that attribute (RFC 8489 section 14.5).
 */
export function stunHmac(message: Uint8Array, offset: number, password: string): Uint8Array {
  const header = new ByteWriter(stunHeaderBytes)
    .bytes(message.subarray(0, stunHeaderBytes))
    .setU16(2, offset + integrityAttributeBytes - stunHeaderBytes)
    .toBytes();
  return createHmac('sha1', Buffer.from(password, 'utf8'))
    .update(header)
    .update(message.subarray(stunHeaderBytes, offset))
    .digest();
}

/** CRC-32 over everything in front of the attribute at `offset`; the header holds the final length. */
export function stunFingerprint(message: Uint8Array, offset: number): number {
  return (crc32(message.subarray(0, offset)) ^ fingerprintMask) >>> 0;
}
