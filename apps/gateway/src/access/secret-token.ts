import { createHash, randomBytes, randomInt } from 'node:crypto';

const TOKEN_BYTES = 32;
/** Without letters and digits that look alike. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A new secret of 256 random bits, as text for headers and cookies. */
export const newSecretToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/** What is stored of a secret of 256 bits. A slow hash is not needed: nobody can guess those. */
export const hashOfToken = (token: string): string =>
  createHash('sha256').update(token).digest('hex');

/** A password to be typed once from a screen: 16 characters, 79 bits. */
export const newOneTimePassword = (): string =>
  Array.from({ length: 4 }, () =>
    Array.from({ length: 4 }, () => READABLE.charAt(randomInt(READABLE.length))).join(''),
  ).join('-');
