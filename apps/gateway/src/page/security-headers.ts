import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** What the page may do: everything of its own, video from memory, and connections to the gateway. */
const DIRECTIVES = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  mediaSrc: ["'self'", 'blob:'],
  workerSrc: ["'self'", 'blob:'],
  connectSrc: ["'self'", 'ws:', 'wss:'],
  fontSrc: ["'self'", 'data:'],
  objectSrc: ["'none'"],
  baseUri: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'self'"],
} as const;

const policy = (styleSrc: readonly string[]) => ({
  useDefaults: false,
  directives: {
    ...Object.fromEntries(
      Object.entries(DIRECTIVES).map(([name, sources]) => [name, [...sources]]),
    ),
    styleSrc: [...styleSrc],
  },
});

/**
 * The security headers of every answer. Those that only make sense with https are sent only with https:
 * a plain http LAN has to work, and browsers complain about them there.
 */
export const securityHeaders = (https: boolean): RequestHandler =>
  helmet({
    contentSecurityPolicy: policy(DIRECTIVES.styleSrc),
    strictTransportSecurity: https,
    crossOriginOpenerPolicy: https,
    originAgentCluster: https,
    referrerPolicy: { policy: 'same-origin' },
  });

/** The page of the API documentation brings its style in the page itself. */
export const documentationHeaders: RequestHandler = helmet.contentSecurityPolicy(
  policy(["'self'", "'unsafe-inline'"]),
);
