import type { Request } from 'express';
import { ProblemError } from '../errors/problem-error.js';
import { problems } from '../errors/problems.js';

/**
 * The text of a request body of the one media type that is expected.
 *
 * @throws {ProblemError} 415 for another type, 400 for an empty body
 */
export function sdpBody(request: Request, type: string): string {
  const found = request.headers['content-type'];
  if (request.is(type) === false || found === undefined) {
    throw new ProblemError({
      status: 415,
      kind: 'unsupported-media-type',
      title: 'Unsupported media type',
      detail: `The body is ${found ?? 'of no type'}; expected ${type}.`,
      context: { found: found ?? null, expected: type },
    });
  }
  const body: unknown = request.body;
  if (typeof body !== 'string' || body === '') {
    throw problems.badRequest(`The body is empty; expected ${type}.`);
  }
  return body;
}
