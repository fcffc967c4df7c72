import type { Role } from '@casement/contract';
import type { Demo } from './demo.js';

/** Makes an API token, for a viewer unless said otherwise; its secret. */
export async function apiToken(demo: Demo, name: string, role?: Role): Promise<string> {
  const answer = await fetch(new URL('api/v1/auth/tokens', demo.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: await demo.cookie() },
    body: JSON.stringify({ name, role }),
  });
  const { secret } = (await answer.json()) as { secret?: string };
  if (secret === undefined) {
    throw new Error(`making a token was answered with ${answer.status}; expected its secret`);
  }
  return secret;
}
