import { MediaError } from '@casement/media';
import { ProtocolError } from '@casement/protocol';
import { DriverException } from '@mikro-orm/core';
import { HttpException } from '@nestjs/common';
import { isConnectionError } from '../database/connection-error.js';
import { ProblemError } from './problem-error.js';
import { problems } from './problems.js';

/** Seconds after which it is worth asking again. */
const DATABASE_RETRY_S = 5;

/** The request an error belongs to, as far as it may be told. */
export type FailedRequest = { readonly method: string; readonly path: string };

/** Kinds and titles of errors that are told by their HTTP status alone. */
const BY_STATUS: Readonly<Record<number, readonly [kind: string, title: string]>> = {
  400: ['bad-request', 'Bad request'],
  401: ['unauthenticated', 'Not signed in'],
  403: ['forbidden', 'Not allowed'],
  404: ['not-found', 'Not found'],
  405: ['method-not-allowed', 'Method not allowed'],
  406: ['not-acceptable', 'Not acceptable'],
  408: ['timeout', 'The request took too long'],
  409: ['conflict', 'Conflict'],
  413: ['too-large', 'The body is too large'],
  414: ['too-large', 'The address is too long'],
  415: ['unsupported-media-type', 'The type of the body is not supported'],
  422: ['unprocessable', 'Values not acceptable'],
  429: ['too-many-requests', 'Too many attempts'],
  503: ['unavailable', 'Not available now'],
};

const byStatus = (status: number, detail: string, cause: unknown): ProblemError => {
  const [kind, title] = BY_STATUS[status] ?? ['bad-request', 'Bad request'];
  return new ProblemError({ status, kind, title, detail, cause });
};

/** What `http-errors`, the errors of Express and its body parsers, look like. */
type HttpError = { readonly status: number; readonly type?: string; readonly limit?: number };

const isHttpError = (error: unknown): error is HttpError =>
  typeof error === 'object' &&
  error !== null &&
  'status' in error &&
  typeof error.status === 'number' &&
  error.status >= 400 &&
  error.status < 500 &&
  'expose' in error &&
  error.expose === true;

/** The parsers' own messages quote the body, which may hold a password. */
const bodyDetail = ({ type, limit, status }: HttpError): string => {
  switch (type) {
    case 'entity.parse.failed':
      return 'The body is not valid JSON.';
    case 'entity.too.large':
      return `The body is larger than the ${limit ?? 'allowed'} bytes that are accepted here.`;
    case 'encoding.unsupported':
      return 'The Content-Encoding of the body is not supported.';
    case 'charset.unsupported':
      return 'The character set of the body is not supported, expected UTF-8.';
    case 'request.size.invalid':
    case 'request.aborted':
      return 'The body ended before its announced length.';
    case undefined:
    default:
      return BY_STATUS[status]?.[1] ?? 'The request cannot be understood.';
  }
};

const ofHttpException = (error: HttpException, request: FailedRequest): ProblemError => {
  const status = error.getStatus();
  const { cause } = error;
  if (status === 404) {
    return byStatus(404, `There is nothing at ${request.method} ${request.path}.`, error);
  }
  if (isHttpError(cause)) {
    return byStatus(status, bodyDetail(cause), error);
  }
  // Nest turns the SyntaxError of a JSON body and the URIError of an address into this.
  const detail =
    status === 400
      ? 'The request cannot be understood: its body or address is malformed.'
      : error.message;
  return byStatus(status, detail, error);
};

const ofMediaError = (error: MediaError): ProblemError | undefined => {
  switch (error.kind) {
    case 'negotiation':
      return problems.badRequest(error.message, error.context, error);
    case 'process':
      return problems.serviceUnavailable(error.message, undefined, error.context);
    case 'option':
      // A mistake of ours, not of the device.
      return undefined;
    case 'rtp-header':
    case 'nal-unit':
    case 'vps':
    case 'sps':
    case 'pps':
    case 'slice-header':
    case 'audio-config':
      return problems.badGateway(`media-${error.kind}`, error.message, error.context, error);
  }
};

/**
 * What the client is told about an error, or undefined when it is told nothing but that something
 * failed: an error that nobody expected.
 */
export const toProblem = (error: unknown, request: FailedRequest): ProblemError | undefined => {
  if (error instanceof ProblemError) {
    return error;
  }
  if (error instanceof ProtocolError) {
    return problems.badGateway(`protocol-${error.kind}`, error.message, error.context, error);
  }
  if (error instanceof MediaError) {
    return ofMediaError(error);
  }
  if (error instanceof DriverException && isConnectionError(error)) {
    return problems.serviceUnavailable('The database does not answer.', DATABASE_RETRY_S);
  }
  if (error instanceof HttpException && error.getStatus() < 500) {
    return ofHttpException(error, request);
  }
  return isHttpError(error) ? byStatus(error.status, bodyDetail(error), error) : undefined;
};
