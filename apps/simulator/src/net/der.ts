import { ByteWriter, concatBytes } from '@casement/bytes';

/** The tags of ASN.1 that a certificate needs (X.690). */
export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** One value in the distinguished encoding: tag, length, content (X.690 section 8.1). */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(contents);
  return concatBytes([new Uint8Array([tag]), derLength(content.length), content]);
}

/** A sequence of values. */
export function derSequence(...values: readonly Uint8Array[]): Uint8Array {
  return der(derTag.sequence, ...values);
}

/** Text in a type that takes ASCII, such as UTF8String or UTCTime. */
export function derText(tag: number, text: string): Uint8Array {
  return der(tag, Buffer.from(text, 'utf8'));
}

/** A positive integer given as its big-endian bytes, in the fewest bytes (X.690 section 8.3.2). */
export function derPositiveInteger(magnitude: Uint8Array): Uint8Array {
  const first = magnitude.findIndex((byte) => byte !== 0);
  const significant = first < 0 ? new Uint8Array([0]) : magnitude.subarray(first);
  // A zero in front keeps a set top bit from meaning a negative number.
  const sign = (significant.at(0) ?? 0) >= 0x80 ? new Uint8Array([0]) : new Uint8Array();
  return der(derTag.integer, sign, significant);
}

/** A bit string of whole bytes. */
export function derBitString(bytes: Uint8Array): Uint8Array {
  return der(derTag.bitString, new Uint8Array([0]), bytes);
}

/** An object identifier from its dotted text (X.690 section 8.19). */
export function derObjectIdentifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(
    derTag.objectIdentifier,
    concatBytes([first * 40 + second, ...rest].map((arc) => base128(arc))),
  );
}

/** A date up to 2049 as UTCTime, later ones as GeneralizedTime (RFC 5280 section 4.1.2.5). */
export function derTime(date: Date): Uint8Array {
  const digits = `${date.toISOString().replace(/[-:T]|\..*$/g, '')}Z`;
  return date.getUTCFullYear() < 2050
    ? derText(derTag.utcTime, digits.slice(2))
    : derText(derTag.generalizedTime, digits);
}

function derLength(length: number): Uint8Array {
  if (length < 0x80) {
    return new Uint8Array([length]);
  }
  const writer = new ByteWriter(3);
  return length < 0x100
    ? writer.u8(0x81).u8(length).toBytes()
    : writer.u8(0x82).u16(length).toBytes();
}

function base128(arc: number): Uint8Array {
  const groups = [arc % 0x80];
  for (let rest = Math.floor(arc / 0x80); rest > 0; rest = Math.floor(rest / 0x80)) {
    groups.unshift((rest % 0x80) | 0x80);
  }
  return new Uint8Array(groups);
}
