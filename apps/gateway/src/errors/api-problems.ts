import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';

const WORDS: Readonly<Record<number, string>> = {
  400: 'The request is malformed',
  401: 'Nobody is signed in',
  403: 'Not allowed, or sent by another web site',
  404: 'There is no such thing',
  406: 'Cannot be served to this browser; context.ways lists what would work',
  409: 'The state of things forbids it',
  412: 'A condition of the request is not met',
  413: 'The body is too large',
  415: 'The type of the body is not supported',
  416: 'There is nothing in the range that was asked for',
  422: 'Values are not acceptable; context.issues says which',
  429: 'Too many attempts; Retry-After says how long to wait',
  502: 'The device answered unexpectedly',
  503: 'Not available now',
};

/** A problem document as OpenAPI describes it. */
export const problemResponse = (status: number) => ({
  description: WORDS[status] ?? 'An unexpected error; the log has the details',
  content: {
    'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
  },
});

/** Describes the problem documents an endpoint answers with. Every endpoint may answer 500 as well. */
export const ApiProblems = (...statuses: readonly number[]) =>
  applyDecorators(
    ...[...statuses, 500].map((status) => ApiResponse({ status, ...problemResponse(status) })),
  );
