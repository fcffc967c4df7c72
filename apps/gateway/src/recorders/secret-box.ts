import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeKeyFile } from '../config/write-key-file.js';

/** Name of the key file in `dataDir`. */
export const KEY_FILE = 'secrets.key';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1';

/** A secret cannot be opened: other key, other owner, or damaged. The message never holds the secret. */
export class SecretBoxError extends Error {
  override readonly name = 'SecretBoxError';
}

/**
 * Keeps secrets in the database unreadable for those who only have the database: AES-256-GCM with a key
 * from a file. Every secret is bound to its owner, so that it cannot be moved to another row.
 */
export class SecretBox {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    if (key.length !== KEY_BYTES) {
      throw new SecretBoxError(`found a key of ${key.length} bytes, expected ${KEY_BYTES}`);
    }
    this.#key = key;
  }

  /** The secret as text for the database: `v1.` and base64url of IV, tag and ciphertext. */
  seal(secret: string, owner: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv).setAAD(Buffer.from(owner));
    const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return `${VERSION}.${Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url')}`;
  }

  /**
   * The secret again.
   *
   * @throws {SecretBoxError} when it was sealed with another key or for another owner, or is damaged
   */
  open(sealed: string, owner: string): string {
    const [version, body = '', ...rest] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    if (version !== VERSION || rest.length > 0 || bytes.length < IV_BYTES + TAG_BYTES) {
      throw new SecretBoxError(`the secret of "${owner}" does not have the form ${VERSION}.…`);
    }
    const iv = bytes.subarray(0, IV_BYTES);
    const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, iv, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(owner))
        .setAuthTag(tag);
      const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch (error) {
      throw new SecretBoxError(
        `the secret of "${owner}" was encrypted with another key than ${KEY_FILE}, or is damaged`,
        { cause: error },
      );
    }
  }
}

/**
 * The box with the key of a data folder; the key is made when there is none.
 *
 * @returns whether the key file could be read by others, which has been corrected
 * @throws {SecretBoxError} when the file is no key
 */
export const openSecretBox = (
  dataDir: string,
): { readonly box: SecretBox; readonly wasReadable: boolean } => {
  const file = join(dataDir, KEY_FILE);
  if (statSync(file, { throwIfNoEntry: false }) === undefined) {
    writeKeyFile(file, randomBytes(KEY_BYTES));
  }
  const wasReadable = (statSync(file).mode & 0o077) !== 0;
  if (wasReadable) {
    chmodSync(file, 0o600);
  }
  return { box: new SecretBox(readFileSync(file)), wasReadable };
};
