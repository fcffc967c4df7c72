/**
 * How the access units of AAC stand in a payload (RFC 3640, decisions B49 and B.9).
 *
 * - `rfc3640`: two bytes with the length of all AU headers in bits, two bytes per access unit, access units.
 * - `size`: one AU header of two bytes without that length, one access unit.
 * - `none`: nothing of the kind is there: the payload is one access unit as it is.
 */
export type AuHeaderForm = 'rfc3640' | 'size' | 'none';

/** The access units of one payload, as views of it. */
export type AacPayload = {
  readonly form: AuHeaderForm;
  /** Some may be empty. */
  readonly units: readonly Uint8Array[];
};

/** AU-headers-length, and one AU header of 13 bits size and 3 bits index. */
const fieldBytes = 2;
const bitsPerHeader = 16;

/** More access units than this no recorder puts into one packet: 1.4 s at 48 kHz. */
const maxUnits = 64;

/**
 * Finds out which headers a payload has and takes them off. The test comes first on the bytes as they are, because
 * a header may itself begin with 0; when nothing fits and the first byte is 0, it is left off and the test is made
 * once more. What does not fit either is taken as an access unit without headers. Never throws.
 */
export function splitAacPayload(payload: Uint8Array): AacPayload {
  const plain = splitHeaders(payload);
  if (plain !== undefined) {
    return plain;
  }
  const stripped = payload[0] === 0 ? splitHeaders(payload.subarray(1)) : undefined;
  return stripped ?? { form: 'none', units: [payload] };
}

function splitHeaders(payload: Uint8Array): AacPayload | undefined {
  if (payload.length < fieldBytes) {
    return undefined;
  }
  const first = u16(payload, 0);
  const units = splitRfc3640(payload, first);
  if (units !== undefined) {
    return { form: 'rfc3640', units };
  }
  return first >> 3 === payload.length - fieldBytes && (first & 7) === 0
    ? { form: 'size', units: [payload.subarray(fieldBytes)] }
    : undefined;
}

function splitRfc3640(payload: Uint8Array, headerBits: number): Uint8Array[] | undefined {
  const count = headerBits / bitsPerHeader;
  const dataAt = fieldBytes + count * fieldBytes;
  if (count === 0 || !Number.isInteger(count) || count > maxUnits || dataAt > payload.length) {
    return undefined;
  }
  const units: Uint8Array[] = [];
  let at = dataAt;
  for (let index = 0; index < count; index += 1) {
    const size = u16(payload, fieldBytes + index * fieldBytes) >> 3;
    units.push(payload.subarray(at, at + size));
    at += size;
  }
  return at === payload.length ? units : undefined;
}

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
