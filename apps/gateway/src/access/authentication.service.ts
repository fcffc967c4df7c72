import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { CASEMENT_CONFIG, type CasementConfig } from '../config/config.js';
import { problems } from '../errors/problems.js';
import { checkOrigin } from './origin-check.js';
import { anonymousViewer, type Principal } from './principal.js';
import { sessionTokens } from './session-cookie.js';
import { SessionStore } from './session-store.js';
import { TokenStore } from './token-store.js';
import { TrustedProxies } from './trusted-proxies.js';

const BEARER = /^bearer +(\S+)$/i;

/** The token of an `Authorization: Bearer` header, if it has one. */
export const bearerToken = (headers: IncomingHttpHeaders): string | undefined =>
  BEARER.exec(headers.authorization ?? '')?.[1];

const BASIC = /^basic +([A-Za-z0-9+/]{1,400}={0,2})$/i;

/** The password of an `Authorization: Basic` header (RFC 7617), if it has one. */
export const basicPassword = (headers: IncomingHttpHeaders): string | undefined => {
  const encoded = BASIC.exec(headers.authorization ?? '')?.[1];
  const [, password] = /^[^:]*:(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? [];
  return password;
};

/** Finds out who is asking, for HTTP requests, socket.io and WebSocket upgrades alike. */
@Injectable()
export class AuthenticationService {
  constructor(
    @Inject(CASEMENT_CONFIG) private readonly config: CasementConfig,
    private readonly sessions: SessionStore,
    private readonly tokens: TokenStore,
    private readonly proxies: TrustedProxies,
  ) {}

  /**
   * Who is asking: by API token, else by session cookie, else anonymous where that is allowed.
   *
   * @param headers of the request or upgrade; an upgrade by another web site is refused
   * @param remoteAddress of the peer: the browser or the reverse proxy
   * @param acceptsBasic whether an API token may come as a Basic password; one that is none may be meant for a
   *   reverse proxy, and is as good as not there
   * @returns undefined when nobody is signed in
   * @throws {ProblemError} 403 for an upgrade that comes from another web site
   */
  async authenticate(
    headers: IncomingHttpHeaders,
    remoteAddress: string | undefined,
    acceptsBasic = false,
  ): Promise<Principal | undefined> {
    const bearer = bearerToken(headers);
    if (bearer !== undefined) {
      return this.tokens.find(bearer);
    }
    const password = acceptsBasic ? basicPassword(headers) : undefined;
    const program = password === undefined ? undefined : await this.tokens.find(password);
    if (program !== undefined) {
      return program;
    }
    if (headers.upgrade !== undefined) {
      this.requireOwnOrigin(headers, remoteAddress);
    }
    for (const token of sessionTokens(headers.cookie)) {
      const principal = await this.sessions.find(token);
      if (principal !== undefined) {
        return principal;
      }
    }
    return this.config.access.anonymousRole === 'viewer' ? anonymousViewer : undefined;
  }

  /**
   * Who somebody is now who was let in earlier (and has kept something open since), with the rights of now;
   * `undefined` when he would not be let in any more.
   * Counts as a use of the session, so that a page that is only looked at does not sign itself out.
   */
  async renew({ via, credentialId }: Principal): Promise<Principal | undefined> {
    if (credentialId === null) {
      return this.config.access.anonymousRole === 'viewer' ? anonymousViewer : undefined;
    }
    return via === 'token'
      ? this.tokens.findByHash(credentialId)
      : this.sessions.findById(credentialId);
  }

  /**
   * Refuses what another web site made the browser send. Programs with an API token are no browsers.
   *
   * @throws {ProblemError} 403
   */
  requireOwnOrigin(headers: IncomingHttpHeaders, remoteAddress: string | undefined): void {
    if (bearerToken(headers) !== undefined) {
      return;
    }
    const verdict = checkOrigin(headers, this.proxies.hosts(headers, remoteAddress));
    if (!verdict.ok) {
      throw problems.forbidden(
        `The request comes from another web site: found ${verdict.found}, expected ${verdict.expected}. ` +
          'Behind a reverse proxy, forward the Host header with its port.',
        { found: verdict.found, expected: verdict.expected },
      );
    }
  }
}
