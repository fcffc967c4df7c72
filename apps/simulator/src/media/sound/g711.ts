/** Both laws of ITU-T G.711. */
export type G711Law = 'mu' | 'a';

/** Encodes samples of 16 bits as one byte each. */
export function encodeG711(samples: Int16Array, law: G711Law): Uint8Array {
  const encode = law === 'mu' ? muLaw : aLaw;
  return Uint8Array.from(samples, encode);
}

const bias = 0x84;
const loudest = 32_635;

/** Table 2a: sign, three bits of segment, four of step, all inverted. */
function muLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const size = Math.min(Math.abs(sample), loudest) + bias;
  const segment = 24 - Math.clz32(size);
  const step = (size >> (segment + 3)) & 0x0f;
  return ~(sign | (segment << 4) | step) & 0xff;
}

/** Table 1a: sign, segment and step with every other bit inverted. */
function aLaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  const size = Math.min(sample >= 0 ? sample : -sample - 1, 32_767) >> 3;
  const segment = size < 32 ? 0 : 27 - Math.clz32(size);
  const step = (segment === 0 ? size >> 1 : size >> segment) & 0x0f;
  return (sign | (segment << 4) | step) ^ 0x55;
}
