import { ProtocolError } from '@casement/protocol';
import { MediaError } from '@casement/media';
import { DialError, isUnreachable } from '../net/dial-error.js';
import { causeInWords, type SessionCause } from '../recorders/session-cause.js';
import { SessionFailure } from '../recorders/session-failure.js';
import { PartStreamError } from './part-head.js';
import { PieceFolderError } from './piece-folder.js';

/** A piece was not whole; trying again may help. The message is in words for people. */
export class PieceFailure extends Error {
  override readonly name = 'PieceFailure';
}

/** Why a piece could not be fetched, in words, when trying again may help; `undefined`: it is a mistake of ours. */
export function failureInWords(error: unknown): string | undefined {
  if (error instanceof SessionFailure) {
    return causeInWords(error.sessionCause);
  }
  if (error instanceof DialError) {
    return `the recorder broke off: ${error.message}`;
  }
  const code = (error as { readonly code?: unknown } | null)?.code;
  if (error instanceof Error && 'syscall' in error && typeof code === 'string') {
    return `the gateway cannot write its files (${code})`;
  }
  const isKnown =
    error instanceof PieceFailure ||
    error instanceof PartStreamError ||
    error instanceof PieceFolderError ||
    error instanceof ProtocolError ||
    error instanceof MediaError;
  return isKnown ? error.message : undefined;
}

/** The recorder is not there, or has no room for us now (B64, B71). */
const passing: ReadonlySet<SessionCause['kind']> = new Set([
  'no-answer',
  'busy',
  'sessions-full',
  'own-limit',
  'evicted',
]);

/** Whether a failure says nothing about the piece and passes by itself, such as a recorder that starts anew. */
export function passesByItself(error: unknown): boolean {
  return error instanceof SessionFailure
    ? passing.has(error.sessionCause.kind)
    : isUnreachable(error);
}
