import type { NextFunction, Request, Response } from 'express';
import { sendProblem } from '../errors/problem-filter.js';
import { problems } from '../errors/problems.js';

/**
 * Serves everything below the base path: takes it off the address, so that nothing behind has to know
 * it. What does not begin with it is not found; the base path without its last slash is redirected.
 *
 * @param basePath begins and ends with `/`
 */
export const belowBasePath = (basePath: string) => {
  const bare = basePath.slice(0, -1);
  return (request: Request, response: Response, next: NextFunction): void => {
    const [path = '/', query] = request.url.split('?', 2);
    if (basePath === '/') {
      next();
    } else if (path === bare) {
      response.redirect(308, query === undefined ? basePath : `${basePath}?${query}`);
    } else if (path.startsWith(basePath)) {
      request.url = request.url.slice(bare.length);
      next();
    } else {
      sendProblem(
        response,
        problems.notFound(`There is nothing at ${path}: everything is below ${basePath}.`),
      );
    }
  };
};
