import { createCipheriv } from 'node:crypto';
import type { Cipheriv } from 'node:crypto';
import type { KeyStream } from './key-stream.js';

const blockBytes = 16;

/**
 * Key stream from `node:crypto`: all counter blocks of a run in one call. Each call makes a Buffer for its result; there
 * is no way around it.
 */
export class NodeKeyStream implements KeyStream<Cipheriv> {
  readonly name = 'wasm';
  readonly #region: Uint8Array;
  /** The first n blocks of the region, at n; made when they are first wanted. As many as the region has blocks. */
  readonly #views: (Uint8Array | undefined)[];

  constructor(region: Uint8Array) {
    this.#region = region;
    this.#views = Array.from({ length: region.length / blockBytes + 1 }, () => undefined);
  }

  open(cipherKey: Uint8Array): Cipheriv {
    // CTR is ECB over counters, and ECB needs no new cipher for a new packet.
    return createCipheriv('aes-128-ecb', cipherKey, null).setAutoPadding(false);
  }

  close(cipher: Cipheriv): void {
    cipher.final();
  }

  encrypt(cipher: Cipheriv, bytes: number): void {
    const blocks = bytes / blockBytes;
    const view = (this.#views[blocks] ??= this.#region.subarray(0, bytes));
    this.#region.set(cipher.update(view));
  }
}
