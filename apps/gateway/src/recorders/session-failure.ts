import { DialError } from '../net/dial-error.js';
import type { CommandReply } from './recorder-client.js';
import type { SessionCause } from './session-cause.js';

/** A command did not have the effect that a session needs. */
export class SessionFailure extends Error {
  override readonly name = 'SessionFailure';
  readonly sessionCause: SessionCause;

  constructor(sessionCause: SessionCause, options?: ErrorOptions) {
    super(`session failure: ${sessionCause.kind}`, options);
    this.sessionCause = sessionCause;
  }
}

/** Why a command failed, whatever was thrown. Bugs are not hidden: what is no failure is thrown again. */
export function causeOfError(error: unknown): SessionCause {
  if (error instanceof SessionFailure) {
    return error.sessionCause;
  }
  if (error instanceof DialError) {
    return error.kind === 'certificate'
      ? { kind: 'certificate', detail: error.message }
      : { kind: 'no-answer', detail: error.message };
  }
  throw error;
}

/**
 * What the status of an answer says about the UID it was sent with; `undefined` when all is well
 * (decision B71).
 */
export function causeOfStatus(status: number): SessionCause | undefined {
  if (status >= 200 && status < 300) {
    return undefined;
  }
  switch (status) {
    case 401:
    case 403:
      return { kind: 'uid-invalid', answer: '401' };
    case 404:
      return { kind: 'uid-invalid', answer: '404' };
    case 503:
      return { kind: 'busy' };
    default:
      return { kind: 'unexpected', detail: `the recorder answered with status ${status}` };
  }
}

/** @throws {SessionFailure} when the answer says that the UID or the recorder is of no use */
export function requireGood({ status }: CommandReply): void {
  const cause = causeOfStatus(status);
  if (cause) {
    throw new SessionFailure(cause);
  }
}
