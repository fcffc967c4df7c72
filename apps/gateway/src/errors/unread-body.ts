import type { NextFunction, Request, Response } from 'express';
import { ProblemError } from './problem-error.js';

const expected = 'application/json';

/** Stands in the place of a body that no parser took, as its type is none that is read here. */
export class UnreadBody {
  constructor(
    /** What the request calls it; `undefined`: nothing. */
    readonly found: string | undefined,
  ) {}

  /** 415: for endpoints that read a body. */
  get problem(): ProblemError {
    return new ProblemError({
      status: 415,
      kind: 'unsupported-media-type',
      title: 'The type of the body is not supported',
      detail: `The body is ${this.found?.slice(0, 100) ?? 'of no type'}; expected ${expected}.`,
      context: { found: this.found?.slice(0, 100) ?? null, expected },
    });
  }
}

/**
 * After the body parsers: marks what they left, so that an endpoint that reads a body says 415, and does not look for
 * values in nothing. Endpoints without one do not care.
 */
export const markUnreadBody = (request: Request, _response: Response, next: NextFunction): void => {
  const { 'content-length': length, 'content-type': type, ...headers } = request.headers;
  const hasBytes = Number(length ?? 0) > 0;
  // Of a body of unknown length without a type it is not known whether there is one at all.
  const hasChunks = headers['transfer-encoding'] !== undefined && type !== undefined;
  if ((hasBytes || hasChunks) && request.body === undefined) {
    request.body = new UnreadBody(type);
  }
  next();
};
