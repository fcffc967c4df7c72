import { ProtocolError } from '@casement/protocol';
import { DialError } from '../net/dial-error.js';
import { causeInWords } from '../recorders/session-cause.js';
import { SessionFailure } from '../recorders/session-failure.js';
import { unreadableRecording } from './playback-words.js';

/** What a failed request means. `isBug`: nobody expected it. */
export type DriveFailure = {
  readonly reason: string;
  /** For the log, when it says more. */
  readonly detail?: string;
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
  if (error instanceof ProtocolError && error.kind === 'playback-body') {
    const reason = otherCamera(error) ?? unreadableRecording;
    return { reason, detail: error.message, pauseMs: undefined, isBug: false };
  }
  if (error instanceof DialError || error instanceof ProtocolError) {
    return { reason: error.message, pauseMs: undefined, isBug: false };
  }
  return { reason: 'an unexpected error', pauseMs: undefined, isBug: true };
}

/** The only thing that people can do something about: a recorder whose cameras are mixed up. */
function otherCamera({ message }: ProtocolError): string | undefined {
  const [, found, expected] = /camera (\d+); expected camera (\d+)/.exec(message) ?? [];
  return found === undefined || expected === undefined
    ? undefined
    : `the recorder sent camera ${found}; expected camera ${expected}`;
}
