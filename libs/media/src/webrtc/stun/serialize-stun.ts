import { ByteWriter } from '@casement/bytes';
import { MediaError } from '../../errors/media-error.js';
import { stunFingerprint, stunHmac } from './stun-integrity.js';
import {
  stunAttributes,
  stunHeaderBytes,
  stunMagicCookie,
  stunTypes,
  transactionIdBytes,
} from './stun-message.js';
import type { TransportAddress } from './transport-address.js';
import { serializeXorAddress } from './xor-address.js';

/** What the answer to a check says: where the check came from. */
export type BindingSuccess = {
  readonly transactionId: Uint8Array;
  readonly mappedAddress: TransportAddress;
  /** Ours: a response is protected with the password of the request (RFC 8489 section 9.1.3). */
  readonly password: string;
};

/** Why a verified check is refused (RFC 8489 section 14.8, RFC 8445 section 7.3.1.1). */
export const bindingErrors = {
  badRequest: { code: 400, reason: 'Bad Request' },
  unknownAttribute: { code: 420, reason: 'Unknown Attribute' },
  roleConflict: { code: 487, reason: 'Role Conflict' },
} as const;

/** Fields of an error response. */
export type BindingError = {
  readonly transactionId: Uint8Array;
  readonly error: (typeof bindingErrors)[keyof typeof bindingErrors];
  /** Only with `unknownAttribute`. */
  readonly unknownAttributes?: readonly number[];
  readonly password: string;
};

/** A check as a browser makes it. */
export type BindingRequest = {
  readonly transactionId: Uint8Array;
  /** `ours:theirs` from the receiver's point of view. */
  readonly username: string;
  /** The receiver's. */
  readonly password: string;
  readonly role: 'controlling' | 'controlled';
  readonly useCandidate: boolean;
  readonly priority: number;
  /** Further attributes, in front of MESSAGE-INTEGRITY. */
  readonly extra?: readonly { readonly type: number; readonly value: Uint8Array }[];
};

/** The answer to a check (RFC 8489 section 6.3.1.1). @throws {MediaError} kind `option` */
export function serializeBindingSuccess(success: BindingSuccess): Uint8Array {
  const { transactionId, mappedAddress, password } = success;
  const writer = begin(stunTypes.bindingSuccess, transactionId);
  attribute(
    writer,
    stunAttributes.xorMappedAddress,
    serializeXorAddress(mappedAddress, transactionId),
  );
  return finish(writer, password);
}

/** The refusal of a check (RFC 8489 section 6.3.1.2). @throws {MediaError} kind `option` */
export function serializeBindingError(refusal: BindingError): Uint8Array {
  const { transactionId, error, unknownAttributes = [], password } = refusal;
  const writer = begin(stunTypes.bindingError, transactionId);
  const code = new ByteWriter().u16(0).u8(Math.floor(error.code / 100));
  attribute(
    writer,
    stunAttributes.errorCode,
    code
      .u8(error.code % 100)
      .ascii(error.reason)
      .toBytes(),
  );
  if (unknownAttributes.length > 0) {
    const types = new ByteWriter();
    for (const type of unknownAttributes) {
      types.u16(type);
    }
    attribute(writer, stunAttributes.unknownAttributes, types.toBytes());
  }
  return finish(writer, password);
}

/**
 * A browser's side: a check (RFC 8445 section 7.1). The tie breaker is the transaction id.
 *
 * @throws {MediaError} kind `option`
 */
export function serializeBindingRequest(request: BindingRequest): Uint8Array {
  const { transactionId, username, password, role, useCandidate, priority, extra = [] } = request;
  const writer = begin(stunTypes.bindingRequest, transactionId);
  attribute(writer, stunAttributes.username, Buffer.from(username, 'utf8'));
  attribute(
    writer,
    role === 'controlling' ? stunAttributes.iceControlling : stunAttributes.iceControlled,
    transactionId.subarray(0, 8),
  );
  if (useCandidate) {
    attribute(writer, stunAttributes.useCandidate, new Uint8Array(0));
  }
  attribute(writer, stunAttributes.priority, new ByteWriter(4).u32(priority).toBytes());
  for (const { type, value } of extra) {
    attribute(writer, type, value);
  }
  return finish(writer, password);
}

/** A browser's side: keeps a path open (RFC 8445 section 11). @throws {MediaError} kind `option` */
export function serializeBindingIndication(transactionId: Uint8Array): Uint8Array {
  return finish(begin(stunTypes.bindingIndication, transactionId), undefined);
}

function begin(type: number, transactionId: Uint8Array): ByteWriter {
  if (transactionId.length !== transactionIdBytes) {
    throw new MediaError(
      'option',
      `STUN transaction id has ${transactionId.length} bytes; expected ${transactionIdBytes}`,
      { length: transactionId.length },
    );
  }
  return new ByteWriter(128).u16(type).u16(0).u32(stunMagicCookie).bytes(transactionId);
}

function attribute(writer: ByteWriter, type: number, value: Uint8Array): void {
  writer.u16(type).u16(value.length).bytes(value);
  writer.zeros((4 - (value.length % 4)) % 4);
  writer.setU16(2, writer.length - stunHeaderBytes);
}

/** Adds MESSAGE-INTEGRITY, when there is a password, and FINGERPRINT, which is always the last. */
function finish(writer: ByteWriter, password: string | undefined): Uint8Array {
  if (password !== undefined) {
    const hmac = stunHmac(writer.toBytes(), writer.length, password);
    attribute(writer, stunAttributes.messageIntegrity, hmac);
  }
  const at = writer.length;
  attribute(writer, stunAttributes.fingerprint, new Uint8Array(4));
  const fingerprint = stunFingerprint(writer.toBytes(), at);
  return writer.setU32(at + 4, fingerprint).toBytes();
}
