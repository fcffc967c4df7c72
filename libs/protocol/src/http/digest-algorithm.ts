import { createHash } from 'node:crypto';

/** The hash of RFC 7616 3.3; the `-sess` forms mix nonce and cnonce into the first hash. */
export type DigestAlgorithm = 'SHA-256' | 'SHA-256-sess' | 'MD5' | 'MD5-sess';

/** Strongest first: the order in which a client prefers the challenges it is offered. */
export const DIGEST_ALGORITHMS: readonly DigestAlgorithm[] = [
  'SHA-256',
  'SHA-256-sess',
  'MD5',
  'MD5-sess',
];

/** What a digest is computed from (RFC 7616 3.4.1). `qop` missing means the form of RFC 2069. */
export type DigestInput = {
  readonly algorithm: DigestAlgorithm;
  readonly username: string;
  readonly realm: string;
  readonly password: string;
  readonly nonce: string;
  readonly method: string;
  /** Request target as sent, with its query (NV04). */
  readonly uri: string;
  readonly qop?: 'auth';
  /** The `nc` value, counted from 1; used with `qop`. */
  readonly nonceCount?: number;
  /** Used with `qop` and with the `-sess` algorithms. */
  readonly cnonce?: string;
};

/** The algorithm of that name in any case; a missing name means MD5 (RFC 7616 3.3). */
export function digestAlgorithm(name: string | undefined): DigestAlgorithm | undefined {
  const wanted = (name ?? 'MD5').toLowerCase();
  return DIGEST_ALGORITHMS.find((algorithm) => algorithm.toLowerCase() === wanted);
}

/** The `nc` value: 8 hexadecimal digits. */
export function nonceCountText(nonceCount: number): string {
  return nonceCount.toString(16).padStart(8, '0');
}

/** The value of the `response` parameter, in lower-case hexadecimal digits. */
export function digestResponse(input: DigestInput): string {
  const hash = (text: string): string => digestHash(input.algorithm, text);
  const secret = hash(`${input.username}:${input.realm}:${input.password}`);
  const a1 = input.algorithm.endsWith('-sess')
    ? hash(`${secret}:${input.nonce}:${input.cnonce ?? ''}`)
    : secret;
  const a2 = hash(`${input.method}:${input.uri}`);
  if (input.qop === undefined) {
    return hash(`${a1}:${input.nonce}:${a2}`);
  }
  const count = nonceCountText(input.nonceCount ?? 1);
  return hash(`${a1}:${input.nonce}:${count}:${input.cnonce ?? ''}:${input.qop}:${a2}`);
}

function digestHash(algorithm: DigestAlgorithm, text: string): string {
  const name = algorithm.startsWith('SHA-256') ? 'sha256' : 'md5';
  return createHash(name).update(text, 'utf8').digest('hex');
}
