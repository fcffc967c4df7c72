/** SHA-1 states after the key blocks of HMAC (RFC 2104): where every hash under this key begins. Five words each. */
export type HmacStates = { readonly inner: Uint32Array; readonly outer: Uint32Array };

const blockBytes = 64;
const innerPad = 0x36;
const outerPad = 0x5c;

/** States for a key of at most 64 bytes; longer ones (none in SRTP) would have to be hashed first. */
export function hmacStates(key: Uint8Array): HmacStates {
  return { inner: stateAfter(key, innerPad), outer: stateAfter(key, outerPad) };
}

function stateAfter(key: Uint8Array, pad: number): Uint32Array {
  const block = new Uint8Array(blockBytes).fill(pad);
  for (const [index, byte] of key.entries()) {
    block[index] = byte ^ pad;
  }
  return firstSha1State(block);
}

const start = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0] as const;
const constants = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6] as const;

/** The state of SHA-1 after its first block (FIPS 180-4 section 6.1.2). */
export function firstSha1State(block: Uint8Array): Uint32Array {
  const words = schedule(block);
  let [a, b, c, d, e]: [number, number, number, number, number] = [...start];
  for (const [t, word] of words.entries()) {
    const next =
      (rotateLeft(a, 5) + mix(t, b, c, d) + e + (constants[(t / 20) | 0] ?? 0) + word) | 0;
    [a, b, c, d, e] = [next, a, rotateLeft(b, 30), c, d];
  }
  return Uint32Array.from([a, b, c, d, e], (value, index) => value + (start[index] ?? 0));
}

function schedule(block: Uint8Array): Uint32Array {
  const view = new DataView(block.buffer, block.byteOffset, blockBytes);
  const words = new Uint32Array(80);
  const word = (at: number): number => words[at] ?? 0;
  for (let t = 0; t < 80; t += 1) {
    words[t] =
      t < 16
        ? view.getUint32(t * 4)
        : rotateLeft(word(t - 3) ^ word(t - 8) ^ word(t - 14) ^ word(t - 16), 1);
  }
  return words;
}

function mix(t: number, b: number, c: number, d: number): number {
  if (t < 20) {
    return (b & c) | (~b & d);
  }
  return t >= 40 && t < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
