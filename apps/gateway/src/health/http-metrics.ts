import type { NextFunction, Request, Response } from 'express';
import { Histogram, type Registry } from 'prom-client';

/**
 * Measures requests by method, route pattern and status. Patterns, not paths, so that the number of
 * series has a bound: `/recorders/:rid` is one, whatever is asked for.
 */
export const httpMetrics = (registry: Registry) => {
  const durations = new Histogram({
    name: 'casement_http_request_duration_seconds',
    help: 'Duration of HTTP requests by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
  return (request: Request, response: Response, next: NextFunction): void => {
    const stop = durations.startTimer();
    response.once('finish', () => {
      const pattern = (request.route as { path?: unknown } | undefined)?.path;
      stop({
        method: methods.has(request.method) ? request.method : 'other',
        route: typeof pattern === 'string' ? pattern : 'none',
        status: String(response.statusCode),
      });
    });
    next();
  };
};
