import type { Credentials } from './credentials.js';
import { createDigestAuthorization } from './digest-authorization.js';
import { parseWwwAuthenticate } from './digest-challenge.js';
import type { DigestChallenge } from './digest-challenge.js';

/** What to do after a 401: send the request once more, or give up because the credentials are wrong. */
export type DigestVerdict = 'retry' | 'refused';

/** Options of a session. */
export type DigestSessionOptions = {
  readonly credentials: Credentials;
  /** Makes a fresh random client nonce; passed in so that tests are deterministic. */
  readonly cnonce: () => string;
};

/**
 * The client's side of Digest towards one device: remembers the challenge, counts the uses of its
 * nonce, and decides after a 401 whether trying again makes sense (NV07, NV08). A device locks out
 * who tries too often, so a password is never offered twice for the same nonce.
 */
export class DigestSession {
  readonly #options: DigestSessionOptions;
  #challenge: DigestChallenge | undefined;
  #nonceCount = 0;
  #acceptedNonce: string | undefined;

  constructor(options: DigestSessionOptions) {
    this.#options = options;
  }

  /** Begins one request, which lives until it is accepted or refused. */
  request(method: string, uri: string): DigestRequest {
    return new DigestRequest({
      authorize: () => this.#authorize(method, uri),
      current: () => this.#challenge?.nonce,
      wasAccepted: (nonce) => nonce === this.#acceptedNonce,
      accept: (nonce) => {
        this.#acceptedNonce = nonce;
      },
      adopt: (challenge) => {
        // Two requests may get the same nonce; its count must go on, a repeated one looks like an attack.
        if (challenge.nonce !== this.#challenge?.nonce) {
          this.#nonceCount = 0;
        }
        this.#challenge = challenge;
      },
    });
  }

  #authorize(method: string, uri: string): Authorized | undefined {
    const challenge = this.#challenge;
    if (challenge === undefined) {
      return undefined;
    }
    this.#nonceCount += 1;
    const header = createDigestAuthorization({
      challenge,
      credentials: this.#options.credentials,
      method,
      uri,
      nonceCount: this.#nonceCount,
      cnonce: this.#options.cnonce(),
    });
    return { header, nonce: challenge.nonce };
  }
}

type Authorized = { readonly header: string; readonly nonce: string };

type SessionView = {
  readonly authorize: () => Authorized | undefined;
  readonly current: () => string | undefined;
  readonly wasAccepted: (nonce: string) => boolean;
  readonly accept: (nonce: string) => void;
  readonly adopt: (challenge: DigestChallenge) => void;
};

/** One request of a `DigestSession`: ask for `authorization()` before each sending of it. */
export class DigestRequest {
  readonly #session: SessionView;
  #sentNonce: string | undefined;
  #nonceWasGood = false;
  #renewed = false;

  /** Made by `DigestSession.request`. */
  constructor(session: SessionView) {
    this.#session = session;
  }

  /** The `Authorization` header to send now, or `undefined` as long as no challenge is known. */
  authorization(): string | undefined {
    const authorized = this.#session.authorize();
    this.#sentNonce = authorized?.nonce;
    this.#nonceWasGood = authorized !== undefined && this.#session.wasAccepted(authorized.nonce);
    return authorized?.header;
  }

  /** The request was answered with anything but 401: its nonce is good. */
  accepted(): void {
    if (this.#sentNonce !== undefined) {
      this.#session.accept(this.#sentNonce);
    }
  }

  /**
   * The request was answered with 401 and these `WWW-Authenticate` values.
   *
   * @throws ProtocolError `digest-challenge` when none of them can be answered
   */
  unauthorized(headerValues: readonly string[]): DigestVerdict {
    const challenge = parseWwwAuthenticate(headerValues);
    const sent = this.#sentNonce;
    if (sent === undefined) {
      this.#session.adopt(challenge);
      return 'retry';
    }
    // Another request may have got a newer nonce meanwhile; a nonce that worked before has expired.
    const outdated = challenge.stale || this.#nonceWasGood || this.#session.current() !== sent;
    if (!outdated || this.#renewed) {
      return 'refused';
    }
    this.#renewed = true;
    this.#session.adopt(challenge);
    return 'retry';
  }
}
