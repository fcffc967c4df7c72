/**
 * Why a device could not be spoken to.
 *
 * - `no-answer`: no connection, or it broke, or nothing came in time
 * - `certificate`: somebody answered, but not with the certificate that was expected
 * - `aborted`: we gave up ourselves
 */
export type DialErrorKind = 'no-answer' | 'certificate' | 'aborted';

/** The error of this folder; its message is fit for the page: no URL, no secret. */
export class DialError extends Error {
  override readonly name = 'DialError';
  readonly kind: DialErrorKind;

  constructor(kind: DialErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

const noTls = 'the TLS handshake failed: is this an HTTPS port?';

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'it refuses connections on this port',
  ECONNRESET: 'it closed the connection',
  EHOSTUNREACH: 'there is no way to its address',
  ENETUNREACH: 'there is no way to its network',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name could not be looked up',
  ETIMEDOUT: 'no answer',
  EPIPE: 'it closed the connection',
  UND_ERR_CONNECT_TIMEOUT: 'no answer',
  UND_ERR_HEADERS_TIMEOUT: 'it accepted the connection but did not answer',
  UND_ERR_SOCKET: 'it closed the connection',
  UND_ERR_ABORTED: 'given up',
  EPROTO: noTls,
};

/** The same failure in words. What is a {@link DialError} already stays as it is. */
export function toDialError(error: unknown): DialError {
  const known = findDialError(error);
  if (known) {
    return known;
  }
  const code = codeOf(error);
  const isAborted = code === 'UND_ERR_ABORTED' || fieldsOf(error).name === 'AbortError';
  const text = code?.startsWith('ERR_SSL_') === true ? noTls : words[code ?? ''];
  return new DialError(
    isAborted ? 'aborted' : 'no-answer',
    text ?? `no usable answer${code === undefined ? '' : ` (${code})`}`,
    { cause: error },
  );
}

/** A {@link DialError} in a form that a message between threads can carry. */
export type DialFailure = {
  readonly kind: DialErrorKind;
  readonly message: string;
  /** Of the innermost failure, see {@link isConnectionLost}. */
  readonly code: string | undefined;
};

/** A failure as it is sent to another thread. */
export function toDialFailure(error: unknown): DialFailure {
  const { kind, message } = toDialError(error);
  return { kind, message, code: codeOf(error) };
}

/** A failure of another thread, as if it had happened here. */
export function fromDialFailure({ kind, message, code }: DialFailure): DialError {
  return new DialError(kind, message, code === undefined ? undefined : { cause: { code } });
}

/** Of somebody who is not there: a device that is off, that starts, or whose network is down. */
const unreachable: ReadonlySet<string | undefined> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** True when there was not even a connection, so that nothing was asked and nobody refused it. */
export function isUnreachable(error: unknown): boolean {
  return unreachable.has(codeOf(error));
}

/** True when the connection broke before an answer, so that an idle connection may have been the reason. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}

function findDialError(error: unknown): DialError | undefined {
  if (error instanceof DialError) {
    return error;
  }
  const { cause } = fieldsOf(error);
  return cause instanceof DialError ? cause : undefined;
}

/** The code of the innermost failure; a name with several addresses fails with one error for each. */
function codeOf(error: unknown): string | undefined {
  const { code, cause, errors } = fieldsOf(error);
  if (Array.isArray(errors) && errors.length > 0) {
    return codeOf(errors[0]);
  }
  return typeof code === 'string' ? code : cause === undefined ? undefined : codeOf(cause);
}

type ErrorFields = {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
};

function fieldsOf(error: unknown): ErrorFields {
  return typeof error === 'object' && error !== null ? error : {};
}
