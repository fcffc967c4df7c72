import type { CookieOptions } from 'express';

/** The cookie of a sign-in. */
export const SESSION_COOKIE = 'casement_session';

/** More cookies of this name come from paths above and below; a browser has at most a few. */
const MAX_CANDIDATES = 4;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The values of the session cookie in a `Cookie` header that have the form of a session token. */
export const sessionTokens = (header: string | undefined): readonly string[] =>
  (header ?? '')
    .split(';')
    .map((pair) => pair.trim().split('='))
    .filter(([name, value]) => name === SESSION_COOKIE && TOKEN.test(value ?? ''))
    .map(([, value]) => value ?? '')
    .slice(0, MAX_CANDIDATES);

/** How the cookie is set: out of reach of scripts, not sent along from other sites, only over https when there is https. */
export const sessionCookieOptions = (basePath: string, secure: boolean): CookieOptions => ({
  httpOnly: true,
  sameSite: 'lax',
  secure,
  path: basePath,
});
