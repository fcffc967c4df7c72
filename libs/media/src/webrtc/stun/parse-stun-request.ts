import { ByteReader } from '@casement/bytes';
import {
  coveredStunAttributes,
  findStunAttribute,
  parseStunMessage,
  stunAttributes,
  stunTypes,
} from './stun-message.js';
import type { StunAttribute } from './stun-message.js';

/** A connectivity check of a browser (RFC 8445 section 7.1); nothing of it is verified yet. */
export type StunRequest = {
  /** 12 bytes, a view of the datagram. */
  readonly transactionId: Uint8Array;
  /** `ours:theirs`; `undefined` when there is none. */
  readonly username: string | undefined;
  /** What stands before the colon: the user name fragment of our answer. */
  readonly localFragment: string | undefined;
  readonly useCandidate: boolean;
  readonly iceControlling: boolean;
  readonly iceControlled: boolean;
  readonly priority: number | undefined;
  /** Attributes that we should understand but do not: such a request is refused with 420. */
  readonly unknownAttributes: readonly number[];
};

/** RFC 8489 section 14.3: fewer than 509 bytes. */
const maxUsernameBytes = 508;

const understood: ReadonlySet<number> = new Set(Object.values(stunAttributes));

/**
 * Parses a binding request.
 *
 * @returns `undefined` when it is anything else, or an attribute of it has a wrong length.
 */
export function parseStunRequest(datagram: Uint8Array): StunRequest | undefined {
  const message = parseStunMessage(datagram);
  if (message?.type !== stunTypes.bindingRequest) {
    return undefined;
  }
  const attributes = coveredStunAttributes(message.attributes);
  if (!attributes.every(hasRightLength)) {
    return undefined;
  }
  const username = textOf(findStunAttribute(attributes, stunAttributes.username));
  const priority = findStunAttribute(attributes, stunAttributes.priority);
  return {
    transactionId: message.transactionId,
    username,
    localFragment: username?.split(':', 1)[0],
    useCandidate: has(attributes, stunAttributes.useCandidate),
    iceControlling: has(attributes, stunAttributes.iceControlling),
    iceControlled: has(attributes, stunAttributes.iceControlled),
    priority: priority && new ByteReader(priority).u32(),
    unknownAttributes: unknownOf(attributes),
  };
}

/** True for a binding indication, which browsers may send to keep a path open (RFC 8445 section 11). */
export function isStunIndication(datagram: Uint8Array): boolean {
  return parseStunMessage(datagram)?.type === stunTypes.bindingIndication;
}

function hasRightLength({ type, value }: StunAttribute): boolean {
  switch (type) {
    case stunAttributes.username:
      return value.length <= maxUsernameBytes;
    case stunAttributes.priority:
      return value.length === 4;
    case stunAttributes.useCandidate:
      return value.length === 0;
    case stunAttributes.iceControlled:
    case stunAttributes.iceControlling:
      return value.length === 8;
    default:
      return true;
  }
}

function has(attributes: readonly StunAttribute[], type: number): boolean {
  return findStunAttribute(attributes, type) !== undefined;
}

function unknownOf(attributes: readonly StunAttribute[]): readonly number[] {
  return attributes
    .map(({ type }) => type)
    .filter((type) => type < 0x8000 && !understood.has(type));
}

/** The characters of fragments are ASCII (RFC 8839 section 5.4); any other byte matches no viewer. */
function textOf(value: Uint8Array | undefined): string | undefined {
  return value && new ByteReader(value).ascii(value.length);
}
