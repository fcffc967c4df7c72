import { paths, type Role, type Token, tokenSchema } from '@casement/contract';
import type { ApiClient } from '../api/api-client.js';

/** A token with its secret, which the gateway shows only when it is made. */
const newTokenSchema = tokenSchema.extend({ secret: tokenSchema.shape.id });
export type NewToken = Token & { readonly secret: string };

/** All tokens, oldest first. @throws ApiProblem */
export async function listTokens(api: ApiClient): Promise<Token[]> {
  return api.get(paths.tokens, tokenSchema.array());
}

/** @throws ApiProblem */
export async function makeToken(api: ApiClient, name: string, role: Role): Promise<NewToken> {
  return api.post(paths.tokens, { name, role }, newTokenSchema);
}

/** From now on the token is refused. @throws ApiProblem */
export async function deleteToken(api: ApiClient, id: string): Promise<void> {
  await api.command('DELETE', `${paths.tokens}/${encodeURIComponent(id)}`);
}
