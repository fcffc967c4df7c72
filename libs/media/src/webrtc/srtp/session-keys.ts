import { createCipheriv } from 'node:crypto';
import { MediaError } from '../../errors/media-error.js';
import type { SrtpMaster } from './srtp-keys.js';

/** Keys of one protocol in one direction, for AES_CM_128_HMAC_SHA1_80: 16, 14 and 20 bytes. */
export type DirectionKeys = {
  readonly cipherKey: Uint8Array;
  readonly salt: Uint8Array;
  readonly authenticationKey: Uint8Array;
};

/** Session keys of one direction (RFC 3711 section 4.3). */
export type SrtpSessionKeys = { readonly srtp: DirectionKeys; readonly srtcp: DirectionKeys };

const masterKeyBytes = 16;
const masterSaltBytes = 14;

/** RFC 3711 section 4.3.2. */
const labels = {
  srtp: { cipherKey: 0, authenticationKey: 1, salt: 2 },
  srtcp: { cipherKey: 3, authenticationKey: 4, salt: 5 },
} as const;

/**
 * Session keys from what DTLS gave (RFC 3711 section 4.3), with a key derivation rate of zero: they never change.
 *
 * @throws {MediaError} of kind `option` when the master key is not 16 or the salt not 14 bytes long.
 */
export function deriveSessionKeys(master: SrtpMaster): SrtpSessionKeys {
  const { key, salt } = master;
  if (key.length !== masterKeyBytes || salt.length !== masterSaltBytes) {
    throw new MediaError(
      'option',
      `SRTP master key has ${key.length} bytes and its salt ${salt.length}; expected ${masterKeyBytes} and ${masterSaltBytes}`,
      { keyBytes: key.length, saltBytes: salt.length },
    );
  }
  return { srtp: deriveKeys(master, labels.srtp), srtcp: deriveKeys(master, labels.srtcp) };
}

function deriveKeys(
  master: SrtpMaster,
  label: (typeof labels)[keyof typeof labels],
): DirectionKeys {
  return {
    cipherKey: deriveKey(master, label.cipherKey, 16),
    salt: deriveKey(master, label.salt, 14),
    authenticationKey: deriveKey(master, label.authenticationKey, 20),
  };
}

/** The key stream of AES-CM with IV = (label * 2^48 XOR salt) * 2^16 (RFC 3711 sections 4.3.1 and 4.3.3). */
export function deriveKey({ key, salt }: SrtpMaster, label: number, bytes: number): Uint8Array {
  const iv = new Uint8Array(16);
  iv.set(salt);
  const view = new DataView(iv.buffer);
  view.setUint8(7, view.getUint8(7) ^ label);
  return new Uint8Array(createCipheriv('aes-128-ctr', key, iv).update(new Uint8Array(bytes)));
}
