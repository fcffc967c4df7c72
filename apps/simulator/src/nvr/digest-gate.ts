import {
  parseDigestAuthorization,
  ProtocolError,
  serializeWwwAuthenticate,
  verifyDigest,
} from '@casement/protocol';
import type { DigestAuthorization } from '@casement/protocol';
import type { Scenario } from '../scenario.js';
import type { NonceTable } from './nonce-table.js';
import type { UidOwner } from './uid-table.js';

/** What of a request its credentials are computed over. */
export type DigestSubject = {
  readonly method: string;
  /** The request target exactly as it came, with its query. */
  readonly uri: string;
  /** The `Authorization` header. */
  readonly authorization: string | undefined;
};

/** Who it is, or with which `WWW-Authenticate` headers and for which reason the request is refused. */
export type DigestVerdict =
  | { readonly kind: 'granted'; readonly owner: UidOwner }
  | { readonly kind: 'refused'; readonly challenges: readonly string[]; readonly reason: string };

/**
 * Digest authentication on the recorder's side (B2, RFC 7616, RFC 2069 without qop). A wrong password
 * and an unknown user get a plain challenge, right credentials on a used up nonce one with `stale`.
 */
export class DigestGate {
  readonly #digest: Scenario['digest'];
  readonly #users: Scenario['users'];
  readonly #nonces: NonceTable;

  constructor(digest: Scenario['digest'], users: Scenario['users'], nonces: NonceTable) {
    this.#digest = digest;
    this.#users = users;
    this.#nonces = nonces;
  }

  judge(subject: DigestSubject): DigestVerdict {
    if (subject.authorization === undefined) {
      return this.#refuse('no credentials');
    }
    const authorization = parseAuthorization(subject.authorization);
    if (authorization === undefined) {
      return this.#refuse('the Authorization header is no Digest');
    }
    const user = this.#users.find(({ username }) => username === authorization.username);
    if (user === undefined || !this.#isMadeBy(authorization, user.password, subject)) {
      return this.#refuse('wrong user name or password');
    }
    const verdict = this.#nonces.use(authorization.nonce, authorization.nonceCount);
    return verdict === 'fresh'
      ? { kind: 'granted', owner: { username: user.username, priority: user.priority } }
      : this.#refuse(`the nonce is ${verdict}`, true);
  }

  /** The challenges for somebody who is not (or no longer) known. */
  challenges(stale = false): readonly string[] {
    const { realm, qop, algorithm, alsoBasic } = this.#digest;
    const digest = serializeWwwAuthenticate({
      realm,
      nonce: this.#nonces.issue(),
      algorithm,
      stale,
      ...(qop ? { qop: 'auth' as const } : {}),
    });
    return alsoBasic ? [`Basic realm="${realm}"`, digest] : [digest];
  }

  #isMadeBy(
    authorization: DigestAuthorization,
    password: string,
    { method, uri }: DigestSubject,
  ): boolean {
    const { realm, qop, algorithm } = this.#digest;
    return (
      authorization.algorithm === algorithm &&
      (authorization.qop === 'auth') === qop &&
      verifyDigest({ authorization, method, password, realm, uri })
    );
  }

  #refuse(reason: string, stale = false): DigestVerdict {
    return { kind: 'refused', challenges: this.challenges(stale), reason };
  }
}

function parseAuthorization(header: string): DigestAuthorization | undefined {
  try {
    return parseDigestAuthorization(header);
  } catch (error) {
    if (error instanceof ProtocolError) {
      return undefined;
    }
    throw error;
  }
}
