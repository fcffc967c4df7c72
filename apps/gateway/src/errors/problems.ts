import type { DeliveryWay } from '@casement/contract';
import { ProblemError } from './problem-error.js';

type Context = Readonly<Record<string, unknown>>;

/** One value of a request that was not what was expected. */
export type ValidationIssue = { readonly path: string; readonly message: string };

const retryAfter = (seconds: number | undefined): Readonly<Record<string, string>> =>
  seconds === undefined ? {} : { 'Retry-After': String(Math.max(1, Math.ceil(seconds))) };

/** The problems of the gateway; each makes an error to be thrown. */
export const problems = {
  /** 400: the request itself cannot be understood. */
  badRequest: (detail: string, context: Context = {}, cause?: unknown) =>
    new ProblemError({
      status: 400,
      kind: 'bad-request',
      title: 'Bad request',
      detail,
      context,
      cause,
    }),

  /** 401: nobody is signed in. `challenge` names the ways to sign in that a program may try (RFC 9110 section 11.6.1). */
  unauthenticated: (
    detail = 'Sign in, or send an API token as "Authorization: Bearer".',
    challenge = 'Bearer realm="casement"',
  ) =>
    new ProblemError({
      status: 401,
      kind: 'unauthenticated',
      title: 'Not signed in',
      detail,
      headers: { 'WWW-Authenticate': challenge },
    }),

  /** 403: signed in, but not allowed to. */
  forbidden: (detail: string, context: Context = {}) =>
    new ProblemError({ status: 403, kind: 'forbidden', title: 'Not allowed', detail, context }),

  /** 404. */
  notFound: (detail: string, context: Context = {}) =>
    new ProblemError({ status: 404, kind: 'not-found', title: 'Not found', detail, context }),

  /** 406: what the browser offered cannot be served; `ways` would work instead. */
  notAcceptable: (ways: readonly DeliveryWay[], detail: string) =>
    new ProblemError({
      status: 406,
      kind: 'not-acceptable',
      title: 'Not acceptable',
      detail,
      context: { ways },
    }),

  /** 409: the state of things forbids it; `kind` says which. */
  conflict: (kind: string, detail: string, context: Context = {}) =>
    new ProblemError({ status: 409, kind, title: 'Conflict', detail, context }),

  /** 422: understood, but values are not acceptable. */
  unprocessable: (detail: string, context: Context = {}) =>
    new ProblemError({
      status: 422,
      kind: 'unprocessable',
      title: 'Values not acceptable',
      detail,
      context,
    }),

  /** 422 with one issue per value. */
  invalid: (issues: readonly ValidationIssue[]) =>
    new ProblemError({
      status: 422,
      kind: 'validation',
      title: 'Values not acceptable',
      detail: issues
        .slice(0, 5)
        .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
        .join('; '),
      context: { issues },
    }),

  /** 429: too often; `retryAfterS` in seconds. */
  tooManyRequests: (detail: string, retryAfterS: number) =>
    new ProblemError({
      status: 429,
      kind: 'too-many-requests',
      title: 'Too many attempts',
      detail,
      context: { retryAfterS: Math.max(1, Math.ceil(retryAfterS)) },
      headers: retryAfter(retryAfterS),
    }),

  /** 502: a device answered what it should not. */
  badGateway: (kind: string, detail: string, context: Context = {}, cause?: unknown) =>
    new ProblemError({
      status: 502,
      kind,
      title: 'The device answered unexpectedly',
      detail,
      context,
      cause,
    }),

  /** 503: not now; `retryAfterS` in seconds when it is known. */
  serviceUnavailable: (detail: string, retryAfterS?: number, context: Context = {}) =>
    new ProblemError({
      status: 503,
      kind: 'unavailable',
      title: 'Not available now',
      detail,
      context,
      headers: retryAfter(retryAfterS),
    }),
} as const;
