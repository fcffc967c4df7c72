import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeKeyFile } from '../config/write-key-file.js';

/** Name of the key file in `dataDir`. */
export const SIGNING_KEY_FILE = 'signing.key';

/** The key file holds something else. */
export class SigningKeyError extends Error {
  override readonly name = 'SigningKeyError';
}

/** The gateway's own key, with which it signs manifests (Ed25519, RFC 8032). */
export class SigningKey {
  readonly #key: KeyObject;
  /** PEM (SubjectPublicKeyInfo): for whoever wants to check. */
  readonly publicPem: string;

  constructor(key: KeyObject) {
    this.#key = key;
    this.publicPem = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
  }

  /** The signature of these bytes, in base64 and with a line end. */
  sign(bytes: Uint8Array): string {
    return `${sign(null, bytes, this.#key).toString('base64')}\n`;
  }
}

/**
 * The key of a data folder; it is made once, readable for nobody else.
 *
 * @throws {SigningKeyError} the file holds no Ed25519 key
 */
export function openSigningKey(dataDir: string): SigningKey {
  const file = join(dataDir, SIGNING_KEY_FILE);
  if (statSync(file, { throwIfNoEntry: false }) === undefined) {
    writeKeyFile(file, newKey());
  }
  chmodSync(file, 0o600);
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(file));
  } catch (error) {
    throw new SigningKeyError(`${SIGNING_KEY_FILE} in dataDir holds no private key`, {
      cause: error,
    });
  }
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new SigningKeyError(
      `${SIGNING_KEY_FILE} in dataDir holds a key of type ${key.asymmetricKeyType ?? 'unknown'}, expected ed25519`,
    );
  }
  return new SigningKey(key);
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
