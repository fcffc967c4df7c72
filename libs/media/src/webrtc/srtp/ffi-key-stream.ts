import { MediaError } from '../../errors/media-error.js';
import type { KeyStream } from './key-stream.js';
import type { NativeFunction, NativeLibrary } from './native-library.js';

/** An OpenSSL cipher context; zero after it was freed. */
export type FfiCipher = { address: number };

/**
 * Key stream from the OpenSSL that node itself is made with, whose functions the executable exports: read from and
 * written to the memory of the module, one call per viewer and run, nothing allocated.
 */
export class FfiKeyStream implements KeyStream<FfiCipher> {
  readonly name = 'ffi';
  readonly #newContext: NativeFunction;
  readonly #freeContext: NativeFunction;
  readonly #init: NativeFunction;
  readonly #update: NativeFunction;
  readonly #setPadding: NativeFunction;
  readonly #aes128Ecb: number;
  readonly #library: NativeLibrary;
  readonly #region: number;
  readonly #written: number;

  /**
   * @param memory Memory of the module; must not move, so it must not grow.
   * @param regionAt Where its key stream region begins.
   * @param writtenAt Where four bytes are free for OpenSSL to say how much it wrote.
   * @throws {Error} when the executable lacks one of the functions.
   */
  constructor(library: NativeLibrary, memory: ArrayBuffer, regionAt: number, writtenAt: number) {
    this.#newContext = library.find('uintptr_t EVP_CIPHER_CTX_new()');
    this.#freeContext = library.find('void EVP_CIPHER_CTX_free(uintptr_t context)');
    this.#init = library.find(
      'int EVP_EncryptInit_ex(uintptr_t context, uintptr_t type, uintptr_t engine, uintptr_t key, uintptr_t iv)',
    );
    this.#update = library.find(
      'int EVP_EncryptUpdate(uintptr_t context, uintptr_t out, uintptr_t written, uintptr_t in, int bytes)',
    );
    this.#setPadding = library.find(
      'int EVP_CIPHER_CTX_set_padding(uintptr_t context, int padding)',
    );
    this.#aes128Ecb = library.find('uintptr_t EVP_aes_128_ecb()')();
    this.#library = library;
    const base = library.addressOf(memory);
    this.#region = base + regionAt;
    this.#written = base + writtenAt;
  }

  open(cipherKey: Uint8Array): FfiCipher {
    const address = this.#newContext();
    // A buffer of its own: V8 may move the memory of the array that was given.
    const copy = new ArrayBuffer(cipherKey.length);
    new Uint8Array(copy).set(cipherKey);
    const type = this.#aes128Ecb;
    if (address === 0 || this.#init(address, type, 0, this.#library.addressOf(copy), 0) !== 1) {
      throw new MediaError('option', 'OpenSSL made no AES-128-ECB cipher context', { address });
    }
    this.#setPadding(address, 0);
    return { address };
  }

  close(cipher: FfiCipher): void {
    this.#freeContext(cipher.address);
    cipher.address = 0;
  }

  encrypt(cipher: FfiCipher, bytes: number): void {
    // Zero is no context: OpenSSL would crash, not fail.
    if (cipher.address === 0) {
      throw new MediaError('option', 'AES-128-ECB cipher context was freed before its last use');
    }
    // OpenSSL may encrypt in place (EVP_EncryptInit(3): the ranges must be equal or apart).
    const region = this.#region;
    if (this.#update(cipher.address, region, this.#written, region, bytes) !== 1) {
      // Going on would send payloads that anybody can read.
      throw new MediaError('option', `OpenSSL did not encrypt ${bytes} bytes`, { bytes });
    }
  }
}
