import { createHash } from 'node:crypto';

/** Parts of a path this long are tokens more often than names. */
const longSegment = 16;
const shownOfIt = 4;

/** Where a webhook goes. */
export type WebhookTarget = {
  readonly origin: string;
  /** With the query: may hold a token. */
  readonly path: string;
  /** For the header `Authorization`; null: none. */
  readonly authorization: string | null;
  /** Without password, query and what looks like a token: for logs and the page. */
  readonly address: string;
  /** Tells this one from others, the same when password or query change. Holds no secret. */
  readonly fingerprint: string;
};

/**
 * Takes the address of a webhook apart.
 *
 * @param url absolute, http or https, as the configuration checked it
 */
export function webhookTarget(url: string): WebhookTarget {
  const { origin, pathname, search, username, password } = new URL(url);
  const user = `${decode(username)}:${decode(password)}`;
  return {
    origin,
    path: `${pathname}${search}`,
    authorization: user === ':' ? null : `Basic ${Buffer.from(user).toString('base64')}`,
    address: `${origin}${pathname.split('/').map(masked).join('/')}`,
    fingerprint: createHash('sha256').update(`${origin}${pathname}`).digest('hex').slice(0, 16),
  };
}

const masked = (segment: string): string =>
  segment.length < longSegment ? segment : `${segment.slice(0, shownOfIt)}…`;

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
