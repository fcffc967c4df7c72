import type { Request } from 'express';

/** The query of a request's address, without Express's own ideas of lists and objects in it. */
export function queryOf({ originalUrl }: Request): URLSearchParams {
  const at = originalUrl.indexOf('?');
  return new URLSearchParams(at === -1 ? '' : originalUrl.slice(at + 1));
}
