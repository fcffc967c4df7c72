import type { NextFunction, Request, Response } from 'express';
import type { Level, Logger } from 'pino';

/** Without the query: what is asked for there is nobody's business, and may be a secret. */
const pathOf = ({ originalUrl }: Request): string => originalUrl.split('?', 1)[0] ?? '';

/** Reading happens many times a second; changes and failures are worth a line. */
const levelOf = ({ method }: Request, { statusCode }: Response): Level => {
  if (statusCode >= 500) {
    return statusCode === 503 ? 'warn' : 'error';
  }
  const reads = ['GET', 'HEAD', 'OPTIONS'].includes(method);
  return reads || statusCode === 401 || statusCode === 404 ? 'debug' : 'info';
};

/**
 * One line per request. Only these fields are ever taken: a request as a whole has cookies, tokens and
 * bodies in it, in more places than a list of exceptions could name.
 */
export const requestLogger =
  (logger: Logger) =>
  (request: Request, response: Response, next: NextFunction): void => {
    const begunMs = performance.now();
    response.once('close', () => {
      logger[levelOf(request, response)](
        {
          method: request.method,
          path: pathOf(request),
          status: response.statusCode,
          durationMs: Math.round(performance.now() - begunMs),
          address: request.ip,
        },
        response.writableFinished ? 'request' : 'request, given up by the browser',
      );
    });
    next();
  };
