/**
 * The transforms of H.264, in place, over blocks of 4x4 in raster order (ITU-T H.264 8.5.10 to 8.5.12), and the opposite of
 * the one for pixels.
 */

/** Zig-zag scan of a 4x4 block as raster indices (table 8-2, frame scan). */
export const zigZag = Uint8Array.of(0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15);

/** Differences of pixels to coefficients. */
export function forward4x4(block: Int32Array): void {
  for (let at = 0; at < 16; at += 4) {
    forward(block, at, 1);
  }
  for (let at = 0; at < 4; at += 1) {
    forward(block, at, 4);
  }
}

function forward(block: Int32Array, first: number, step: number): void {
  const a = block[first] ?? 0;
  const b = block[first + step] ?? 0;
  const c = block[first + 2 * step] ?? 0;
  const d = block[first + 3 * step] ?? 0;
  block[first] = a + d + b + c;
  block[first + step] = 2 * (a - d) + (b - c);
  block[first + 2 * step] = a + d - b - c;
  block[first + 3 * step] = a - d - 2 * (b - c);
}

/** Coefficients to 64 times the differences of pixels, as a decoder does it. */
export function inverse4x4(block: Int32Array): void {
  for (let at = 0; at < 16; at += 4) {
    inverse(block, at, 1);
  }
  for (let at = 0; at < 4; at += 1) {
    inverse(block, at, 4);
  }
}

function inverse(block: Int32Array, first: number, step: number): void {
  const a = block[first] ?? 0;
  const b = block[first + step] ?? 0;
  const c = block[first + 2 * step] ?? 0;
  const d = block[first + 3 * step] ?? 0;
  const [even, odd] = [b + (d >> 1), (b >> 1) - d];
  block[first] = a + c + even;
  block[first + step] = a - c + odd;
  block[first + 2 * step] = a - c - odd;
  block[first + 3 * step] = a + c - even;
}

/** The second transform, of the 16 DC values of a macroblock's brightness: 16 times its own opposite. */
export function hadamard4x4(block: Int32Array): void {
  for (let at = 0; at < 16; at += 4) {
    butterfly(block, at, 1);
  }
  for (let at = 0; at < 4; at += 1) {
    butterfly(block, at, 4);
  }
}

function butterfly(block: Int32Array, first: number, step: number): void {
  const a = block[first] ?? 0;
  const b = block[first + step] ?? 0;
  const c = block[first + 2 * step] ?? 0;
  const d = block[first + 3 * step] ?? 0;
  block[first] = a + b + c + d;
  block[first + step] = a + b - c - d;
  block[first + 2 * step] = a - b - c + d;
  block[first + 3 * step] = a - b + c - d;
}

/** The same of the four DC values of a colour difference: 4 times its own opposite. */
export function hadamard2x2(block: Int32Array): void {
  const a = block[0] ?? 0;
  const b = block[1] ?? 0;
  const c = block[2] ?? 0;
  const d = block[3] ?? 0;
  block[0] = a + b + c + d;
  block[1] = a - b + c - d;
  block[2] = a + b - c - d;
  block[3] = a - b - c + d;
}
