import type { BackendName } from './run-protector.js';

/**
 * AES-128 over the counter blocks that the SRTP module lays out. The cipher is made once per viewer: making one costs
 * ten times as much as using it for a packet.
 */
export type KeyStream<Cipher> = {
  readonly name: BackendName;
  open(cipherKey: Uint8Array): Cipher;
  close(cipher: Cipher): void;
  /** Turns the first `bytes` (a multiple of 16) of the key stream region from counter blocks into key stream. */
  encrypt(cipher: Cipher, bytes: number): void;
};
