import { METHODS } from 'node:http';
import type { Request } from 'express';
import { ProblemError } from './problem-error.js';
import { problems } from './problems.js';

/** What Express keeps of a route; its types do not tell all of it. */
type Layer = {
  readonly route?: { readonly methods?: Readonly<Record<string, boolean>> };
  /** What it found in the path, or false. */
  readonly match?: (path: string) => unknown;
};

/**
 * Nobody answered a request: 404, or 405 where its path is one, for other methods (RFC 9110 section 15.5.6).
 *
 * @param path as it was asked for, without the query
 */
export function nothingAt(request: Request, path: string): ProblemError {
  const allowed = methodsAt(request);
  if (allowed.length === 0 || allowed.includes(request.method)) {
    return problems.notFound(`There is nothing at ${request.method} ${path}.`);
  }
  return new ProblemError({
    status: 405,
    kind: 'method-not-allowed',
    title: 'Method not allowed',
    detail: `${path} does not take ${request.method}; expected ${allowed.join(' or ')}.`,
    context: { allowed },
    headers: { Allow: allowed.join(', ') },
  });
}

/** The methods that the path of a request takes, as routes tell; with HEAD where there is GET. */
function methodsAt({ app, baseUrl, path }: Request): readonly string[] {
  const { stack } = app.router as unknown as { readonly stack: readonly Layer[] };
  const names = stack.flatMap((layer) => {
    const methods = Object.keys(layer.route?.methods ?? {});
    // A route for every method is no answer, but Nest's own way to this one.
    const isAnswer = methods.length > 0 && methods.length < METHODS.length;
    return isAnswer && Boolean(layer.match?.(baseUrl + path)) ? methods : [];
  });
  const known = new Set(names.map((name) => name.toUpperCase()));
  return [...known].flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name])).sort();
}
