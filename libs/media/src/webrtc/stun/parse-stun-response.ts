import { ByteReader } from '@casement/bytes';
import { findStunAttribute, parseStunMessage, stunAttributes, stunTypes } from './stun-message.js';
import type { StunMessage } from './stun-message.js';
import type { TransportAddress } from './transport-address.js';
import { parseXorAddress } from './xor-address.js';

/** What a browser reads out of our answer; nothing is verified yet. */
export type StunResponse =
  | {
      readonly kind: 'success';
      readonly transactionId: Uint8Array;
      readonly mappedAddress: TransportAddress;
    }
  | {
      readonly kind: 'error';
      readonly transactionId: Uint8Array;
      readonly code: number;
      readonly reason: string;
      readonly unknownAttributes: readonly number[];
    };

/**
 * A browser's side: parses the answer to a check (RFC 8489 sections 14.2, 14.8 and 14.9).
 *
 * @returns `undefined` when it is no binding response or lacks its attribute.
 */
export function parseStunResponse(datagram: Uint8Array): StunResponse | undefined {
  const message = parseStunMessage(datagram);
  if (message?.type === stunTypes.bindingSuccess) {
    return successOf(message);
  }
  return message?.type === stunTypes.bindingError ? errorOf(message) : undefined;
}

function successOf({ transactionId, attributes }: StunMessage): StunResponse | undefined {
  const value = findStunAttribute(attributes, stunAttributes.xorMappedAddress);
  const mappedAddress = value && parseXorAddress(value, transactionId);
  return mappedAddress && { kind: 'success', transactionId, mappedAddress };
}

function errorOf({ transactionId, attributes }: StunMessage): StunResponse | undefined {
  const value = findStunAttribute(attributes, stunAttributes.errorCode);
  if (!value || value.length < 4) {
    return undefined;
  }
  const reader = new ByteReader(value, 2);
  const code = (reader.u8() & 7) * 100 + reader.u8();
  const unknown = findStunAttribute(attributes, stunAttributes.unknownAttributes);
  return {
    kind: 'error',
    transactionId,
    code,
    reason: reader.ascii(reader.remaining),
    unknownAttributes: unknown ? numbersOf(unknown) : [],
  };
}

function numbersOf(value: Uint8Array): readonly number[] {
  const reader = new ByteReader(value);
  return Array.from({ length: Math.floor(value.length / 2) }, () => reader.u16());
}
