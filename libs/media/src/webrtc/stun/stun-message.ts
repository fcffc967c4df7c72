import { ByteReader } from '@casement/bytes';

/** Message types of the binding method (RFC 8489 section 5). */
export const stunTypes = {
  bindingRequest: 0x0001,
  bindingIndication: 0x0011,
  bindingSuccess: 0x0101,
  bindingError: 0x0111,
} as const;

/** Attributes (RFC 8489 section 18.3, RFC 8445 section 16.1); from 0x8000 on they may be ignored. */
export const stunAttributes = {
  mappedAddress: 0x0001,
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  unknownAttributes: 0x000a,
  realm: 0x0014,
  nonce: 0x0015,
  messageIntegritySha256: 0x001c,
  passwordAlgorithm: 0x001d,
  userhash: 0x001e,
  xorMappedAddress: 0x0020,
  priority: 0x0024,
  useCandidate: 0x0025,
  fingerprint: 0x8028,
  iceControlled: 0x8029,
  iceControlling: 0x802a,
} as const;

export const stunHeaderBytes = 20;
export const stunMagicCookie = 0x2112_a442;
export const transactionIdBytes = 12;

/** A browser's check has about 120 bytes; a user name may have 508 (RFC 8489 section 14.3). */
export const maxStunBytes = 2_048;
/** A browser's check has 7 to 10. */
export const maxStunAttributes = 32;

/** One attribute; `offset` is that of its header in the message, `value` a view without padding. */
export type StunAttribute = {
  readonly type: number;
  readonly offset: number;
  readonly value: Uint8Array;
};

/** A message whose header and attribute lengths fit; nothing is verified. */
export type StunMessage = {
  readonly type: number;
  readonly transactionId: Uint8Array;
  readonly attributes: readonly StunAttribute[];
};

/**
 * Reads the header and the bounds of all attributes (RFC 8489 sections 5 and 14) without copying.
 *
 * ```text
 * |0 0|     STUN Message Type     |         Message Length        |
 * |                         Magic Cookie                          |
 * |                     Transaction ID (96 bits)                  |
 * then attributes: | type | length | value, padded to a multiple of 4 |
 * ```
 *
 * @returns `undefined` when it is no STUN message, is cut off, or is longer than any browser's.
 */
export function parseStunMessage(datagram: Uint8Array): StunMessage | undefined {
  if (datagram.length < stunHeaderBytes || datagram.length > maxStunBytes) {
    return undefined;
  }
  const reader = new ByteReader(datagram);
  const type = reader.u16();
  const length = reader.u16();
  const isFramed = type < 0x4000 && length % 4 === 0 && length === datagram.length - 20;
  if (!isFramed || reader.u32() !== stunMagicCookie) {
    return undefined;
  }
  const transactionId = reader.bytes(transactionIdBytes);
  const attributes = readAttributes(reader);
  return attributes && { type, transactionId, attributes };
}

function readAttributes(reader: ByteReader): StunAttribute[] | undefined {
  const attributes: StunAttribute[] = [];
  while (reader.remaining > 0) {
    // The length is a multiple of 4, so there are at least 4 bytes.
    const { offset } = reader;
    const type = reader.u16();
    const length = reader.u16();
    const padded = length + ((4 - (length % 4)) % 4);
    if (padded > reader.remaining || attributes.length >= maxStunAttributes) {
      return undefined;
    }
    attributes.push({ type, offset, value: reader.bytes(padded).subarray(0, length) });
  }
  return attributes;
}

/** The first attribute of a type: of repeated ones the first counts (RFC 8489 section 14). */
export function findStunAttribute(
  attributes: readonly StunAttribute[],
  type: number,
): Uint8Array | undefined {
  return attributes.find((each) => each.type === type)?.value;
}

/**
 * The attributes in front of MESSAGE-INTEGRITY. Those behind it are not covered by it and must be ignored
 * (RFC 8489 section 14.5): anyone on the way could have added a USE-CANDIDATE there.
 */
export function coveredStunAttributes(
  attributes: readonly StunAttribute[],
): readonly StunAttribute[] {
  const end = attributes.findIndex(
    ({ type }) => type === stunAttributes.messageIntegrity || type === stunAttributes.fingerprint,
  );
  return end < 0 ? attributes : attributes.slice(0, end);
}
