import { randomUUID } from 'node:crypto';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  Injectable,
  Logger,
  NotFoundException,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { nothingAt } from './nothing-at.js';
import { ProblemError } from './problem-error.js';
import { toProblem } from './to-problem.js';

/** What can be told to somebody who is connected by socket.io. */
type SocketClient = { readonly emit: (event: string, body: unknown) => unknown };

/** The media type of RFC 9457. */
export const PROBLEM_TYPE = 'application/problem+json';

/** Sends a problem, unless the answer has already begun: then it can only be cut off. */
export const sendProblem = (response: Response, problem: ProblemError): void => {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response
    .status(problem.status)
    .set({ ...problem.headers, 'Cache-Control': 'no-store' })
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problem.toProblem()));
};

/**
 * Turns every error into a problem document. What nobody expected is logged under an id and told as this
 * id. Global for HTTP; a socket.io gateway with messages asks for it with `@UseFilters(ProblemFilter)`,
 * because Nest applies no global filters there, and its browser hears of it as `exception`.
 */
@Injectable()
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') {
      const problem = this.#problem(error, { method: host.getType(), path: 'socket' });
      host.switchToWs().getClient<SocketClient>().emit('exception', problem.toProblem());
      return;
    }
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const path = request.originalUrl.split('?', 1)[0] ?? '/';
    const problem =
      error instanceof NotFoundException
        ? nothingAt(request, path)
        : this.#problem(error, { method: request.method, path });
    sendProblem(response, problem);
  }

  #problem(error: unknown, request: { method: string; path: string }): ProblemError {
    const expected = toProblem(error, request);
    if (expected !== undefined) {
      return expected;
    }
    const errorId = randomUUID();
    this.#logger.error({ err: error, errorId, ...request, msg: 'unexpected error' });
    return new ProblemError({
      status: 500,
      kind: 'internal',
      title: 'Something went wrong in the gateway',
      detail: `The gateway's log has the details under ${errorId}.`,
      context: { errorId },
    });
  }
}
