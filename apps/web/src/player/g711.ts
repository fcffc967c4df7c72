/** Full scale of both laws, so that samples lie between -1 and 1. */
const fullScale = 32_768;

/** One byte of G.711 as a sample between -1 and 1 (ITU-T G.711, tables 1a and 2a). */
type Law = (byte: number) => number;

const muLaw: Law = (byte) => {
  const inverted = ~byte & 0xff;
  const magnitude = (((inverted & 0x0f) << 3) + 0x84) << ((inverted >> 4) & 7);
  return ((inverted & 0x80) === 0 ? magnitude - 0x84 : 0x84 - magnitude) / fullScale;
};

const aLaw: Law = (byte) => {
  const toggled = byte ^ 0x55;
  const exponent = (toggled >> 4) & 7;
  const mantissa = (toggled & 0x0f) << 4;
  const magnitude = exponent === 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1);
  return ((toggled & 0x80) === 0 ? -magnitude : magnitude) / fullScale;
};

const tables = {
  pcmu: Float32Array.from({ length: 256 }, (_, byte) => muLaw(byte)),
  pcma: Float32Array.from({ length: 256 }, (_, byte) => aLaw(byte)),
} as const;

/** Turns G.711 into samples between -1 and 1. */
export function decodeG711(law: keyof typeof tables, bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const table = tables[law];
  const samples = new Float32Array(bytes.length);
  for (let index = 0; index < bytes.length; index += 1) {
    samples[index] = table[bytes[index] ?? 0] ?? 0;
  }
  return samples;
}
