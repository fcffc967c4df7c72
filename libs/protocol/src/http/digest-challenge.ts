import { excerpt } from '../excerpt.js';
import { ProtocolError } from '../protocol-error.js';
import { parseAuthGroups } from './auth-parameters.js';
import type { AuthGroup } from './auth-parameters.js';
import { DIGEST_ALGORITHMS, digestAlgorithm } from './digest-algorithm.js';
import type { DigestAlgorithm } from './digest-algorithm.js';
import { quotedString } from './quoted-string.js';

/** A `Digest` challenge of a `WWW-Authenticate` header (RFC 7616 3.3). */
export type DigestChallenge = {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque?: string;
  /** Missing: the server wants the form of RFC 2069, without `nc` and `cnonce`. */
  readonly qop?: 'auth';
  readonly algorithm: DigestAlgorithm;
  /** The credentials were right, only the nonce was too old: try again without asking anybody. */
  readonly stale: boolean;
};

/** A challenge as read, with what was odd about the headers. */
export type ParsedDigestChallenge = DigestChallenge & { readonly defects: readonly string[] };

/**
 * Chooses the challenge to answer from all `WWW-Authenticate` values of a reply: Digest and never
 * Basic (B2), SHA-256 before MD5, else the first. Values may be quoted or bare, and one header may
 * hold several challenges (NV04 to NV07).
 *
 * @throws ProtocolError `digest-challenge` when none can be answered
 */
export function parseWwwAuthenticate(headerValues: readonly string[]): ParsedDigestChallenge {
  const parsed = headerValues.map(parseAuthGroups);
  const groups = parsed.flatMap((header) => header.groups);
  const defects = parsed.flatMap((header) => header.defects);
  const challenges: DigestChallenge[] = [];
  for (const group of groups.filter(({ scheme }) => scheme === 'digest')) {
    const challenge = readChallenge(group);
    if (typeof challenge === 'string') {
      defects.push(challenge);
    } else {
      challenges.push(challenge);
    }
  }
  const [chosen] = challenges.sort((a, b) => preference(a) - preference(b));
  if (chosen === undefined) {
    throw noChallenge(groups, defects);
  }
  return { ...chosen, defects };
}

/** The value of a `WWW-Authenticate` header with this challenge. @throws ProtocolError `digest-challenge` */
export function serializeWwwAuthenticate(challenge: DigestChallenge): string {
  const quoted = (name: string, value: string): string =>
    `${name}=${quotedString('digest-challenge', name, value)}`;
  return `Digest ${[
    quoted('realm', challenge.realm),
    quoted('nonce', challenge.nonce),
    ...(challenge.opaque === undefined ? [] : [quoted('opaque', challenge.opaque)]),
    ...(challenge.qop === undefined ? [] : [quoted('qop', challenge.qop)]),
    `algorithm=${challenge.algorithm}`,
    ...(challenge.stale ? ['stale=true'] : []),
  ].join(', ')}`;
}

function readChallenge({ parameters }: AuthGroup): DigestChallenge | string {
  const realm = parameters.get('realm');
  const nonce = parameters.get('nonce');
  const opaque = parameters.get('opaque');
  const algorithm = digestAlgorithm(parameters.get('algorithm'));
  const qops = (parameters.get('qop') ?? '')
    .toLowerCase()
    .split(/[\s,]+/u)
    .filter((qop) => qop !== '');
  if (realm === undefined || nonce === undefined || nonce === '') {
    return `Digest without ${realm === undefined ? 'realm' : 'nonce'}`;
  }
  if (algorithm === undefined) {
    return `Digest with algorithm ${excerpt(parameters.get('algorithm') ?? '')}`;
  }
  if (qops.length > 0 && !qops.includes('auth')) {
    return `Digest with qop ${excerpt(qops.join(','))}`;
  }
  return {
    realm,
    nonce,
    algorithm,
    stale: parameters.get('stale')?.toLowerCase() === 'true',
    ...(opaque === undefined ? {} : { opaque }),
    ...(qops.length > 0 ? { qop: 'auth' as const } : {}),
  };
}

function preference({ algorithm }: DigestChallenge): number {
  return DIGEST_ALGORITHMS.indexOf(algorithm);
}

function noChallenge(groups: readonly AuthGroup[], defects: readonly string[]): ProtocolError {
  const schemes = [...new Set(groups.map(({ scheme }) => scheme))].slice(0, 8);
  const found =
    schemes.length === 0 ? 'no challenge' : `challenge(s) ${excerpt(schemes.join(', '))}`;
  return ProtocolError.unexpected(
    'digest-challenge',
    {
      found: defects.length === 0 ? found : `${found} [${defects.slice(0, 4).join('; ')}]`,
      expected: 'Digest with realm, nonce, MD5 or SHA-256, and qop auth or none',
      where: 'WWW-Authenticate',
    },
    { schemes: excerpt(schemes.join(', ')) },
  );
}
