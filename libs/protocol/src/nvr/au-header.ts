import { u16At } from './playback-layout.js';

const SHORT_HEADER_BYTES = 2;
const BITS_PER_AU_HEADER = 16;

/** The access units of a block, and whether AU headers were found in front of them. */
export type AccessUnits = {
  readonly units: readonly Uint8Array[];
  readonly hadHeader: boolean;
};

/**
 * Takes AU headers, and a single 0x00 in front, off the AAC data of a block (NVR v1.4R1 3.3.2.2, B.9, B46, B49, B50). The
 * order matters: a header may itself begin with 0x00, so that the data is tested as it is before a 0x00 is dropped.
 */
export function splitAccessUnits(data: Uint8Array): AccessUnits {
  const direct = withoutHeaders(data);
  if (direct !== undefined) {
    return { units: direct, hadHeader: true };
  }
  if (data.subarray(0, 1).every((byte) => byte !== 0)) {
    return { units: data.length > 0 ? [data] : [], hadHeader: false };
  }
  const stripped = data.subarray(1);
  const units = withoutHeaders(stripped);
  return units === undefined
    ? { units: stripped.length > 0 ? [stripped] : [], hadHeader: false }
    : { units, hadHeader: true };
}

/** `undefined` when no reading of the first bytes adds up to the length of the data. */
function withoutHeaders(data: Uint8Array): readonly Uint8Array[] | undefined {
  const first = u16At(data, 0) ?? 0;
  if (first === 0) {
    return undefined;
  }
  return (
    afterHeaderSection(data, first / BITS_PER_AU_HEADER) ??
    // One header without the length in front of it.
    (first % 8 === 0 && first >> 3 === data.length - SHORT_HEADER_BYTES
      ? [data.subarray(SHORT_HEADER_BYTES)]
      : undefined)
  );
}

/** RFC 3640 3.2.1: length of the headers in bits, then headers with a size of 13 bits each, then just so many bytes. */
function afterHeaderSection(data: Uint8Array, count: number): readonly Uint8Array[] | undefined {
  let at = 2 + 2 * count;
  if (!Number.isInteger(count) || at > data.length) {
    return undefined;
  }
  const units: Uint8Array[] = [];
  for (let header = 0; header < count; header += 1) {
    const size = (u16At(data, 2 + 2 * header) ?? 0) >> 3;
    if (at + size > data.length) {
      return undefined;
    }
    if (size > 0) {
      units.push(data.subarray(at, at + size));
    }
    at += size;
  }
  return at === data.length ? units : undefined;
}
