/** Which of the two laws of ITU-T G.711: `mu` in North America and Japan, `a` elsewhere. */
export type G711Law = 'mu' | 'a';

/** Samples per second, one byte each. */
export const g711SampleRateHz = 8_000;

const muBias = 0x84;

const tables: Readonly<Record<G711Law, Int16Array>> = {
  mu: Int16Array.from({ length: 256 }, (_, byte) => decodeMu(byte)),
  a: Int16Array.from({ length: 256 }, (_, byte) => decodeA(byte)),
};

/** Decodes G.711 to linear samples of 16 bits, for measuring levels. */
export function decodeG711(bytes: Uint8Array, law: G711Law): Int16Array {
  const table = tables[law];
  return Int16Array.from(bytes, (byte) => table[byte] ?? 0);
}

/** ITU-T G.711 table 2: sign, three bits of exponent, four of mantissa, all inverted. */
function decodeMu(byte: number): number {
  const code = ~byte & 0xff;
  const exponent = (code >> 4) & 7;
  const magnitude = ((((code & 15) << 3) + muBias) << exponent) - muBias;
  return (code & 0x80) === 0 ? magnitude : -magnitude;
}

/** ITU-T G.711 table 1: every other bit is inverted. */
function decodeA(byte: number): number {
  const code = byte ^ 0x55;
  const exponent = (code >> 4) & 7;
  const mantissa = ((code & 15) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return (code & 0x80) === 0 ? -magnitude : magnitude;
}
