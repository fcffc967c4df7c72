import { ProtocolError } from '@casement/protocol';
import { DialError } from '../net/dial-error.js';
import { causeInWords } from '../recorders/session-cause.js';
import { SessionFailure } from '../recorders/session-failure.js';

/** What a failed request means. `isBug`: nobody expected it. */
export type DriveFailure = {
  readonly reason: string;
  readonly pauseMs: number | undefined;
  readonly isBug: boolean;
};

/** 503: recorders are given time (B71). */
const busyPauseMs = 5_000;

/** Why a request to the recorder failed, in words for the page. */
export function driveFailure(error: unknown): DriveFailure {
  if (error instanceof SessionFailure) {
    const pauseMs = error.sessionCause.kind === 'busy' ? busyPauseMs : undefined;
    return { reason: causeInWords(error.sessionCause), pauseMs, isBug: false };
  }
  if (error instanceof DialError || error instanceof ProtocolError) {
    return { reason: error.message, pauseMs: undefined, isBug: false };
  }
  return { reason: 'an unexpected error', pauseMs: undefined, isBug: true };
}
