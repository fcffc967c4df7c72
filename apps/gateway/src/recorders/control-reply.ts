import { isLoginPage, maxMarkCharacters } from './login-page-marks.js';
import type { CommandReply } from './recorder-client.js';

/** What became of a command to a camera; reasons are sentences without a full stop. */
export type ControlOutcome =
  | { readonly kind: 'done' }
  /** When its turn came there was nothing to be sent any more. */
  | { readonly kind: 'nothing' }
  /** The camera cannot, or the recorder does not let it. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The recorder ended the session: it was not carried out, and a new session is on its way. */
  | { readonly kind: 'lost'; readonly reason: string }
  /** Not now. */
  | { readonly kind: 'failed'; readonly reason: string };

/** What a recorder's answer to camera control means. */
export type ControlReading = {
  readonly outcome: ControlOutcome;
  /**
   * What it says about the UID: nothing is wrong with it; the recorder may be gone; or it may be gone, and only if it is
   * not does the outcome hold.
   */
  readonly session: 'fine' | 'doubtful' | 'ask';
};

/** Words of pages that may come instead of an answer when a session is over. The recorder is asked; see below. */
const suspicious = /password|\blog[ -]?in\b|\bsign[ -]?in\b|\bexpired\b|Network Disk Recorder/iu;

/**
 * Reads an answer to `directctrl.cgi` or `camctl.cgi`. The documents say nothing about it (NVR chapter 4): what counts is
 * the status, and that no login page came instead (B71). 204, 408, 429 and 503 are "busy"; other 4xx and 501 do not pass by
 * themselves, so they are taken as "this camera cannot". Those that could also mean that the UID is gone (401, 403, 404,
 * a login page) are to be asked about: a user of the recorder who may not steer must not cost everybody the session.
 */
export function readControlReply({ status, contentType, text }: CommandReply): ControlReading {
  const isPage = contentType === 'text/html' || contentType === 'application/xhtml+xml';
  if (status === 200 && isPage && (isLoginPage(text) || isSuspicious(text))) {
    const reason = 'the recorder answered with another page';
    return { outcome: { kind: 'failed', reason }, session: 'ask' };
  }
  if (busyStatuses.has(status)) {
    const reason = `the recorder is too busy (${status})`;
    return { outcome: { kind: 'failed', reason }, session: 'fine' };
  }
  if (status >= 200 && status < 300) {
    return { outcome: { kind: 'done' }, session: 'fine' };
  }
  const answered = `the recorder answered with status ${status}`;
  if (status === 501 || (status >= 400 && status < 500)) {
    return {
      outcome: { kind: 'refused', reason: refusalWords[status] ?? answered },
      session: [401, 403, 404].includes(status) ? 'ask' : 'fine',
    };
  }
  return { outcome: { kind: 'failed', reason: answered }, session: 'doubtful' };
}

/** So many commands in a row are not answered with "busy" by chance. */
const emptyAnswersNeeded = 3;

/**
 * Reads the answers of one recorder, one after the other. The documents do not say what a recorder answers to camera
 * control, and "204 No Content" is what many devices say to a command that has nothing to tell. From the third in a row
 * on it is taken for "done", unless this recorder ever had something to say: then it is "busy" (B71).
 */
export class ControlReplies {
  #emptyAnswers = 0;

  read(reply: CommandReply): ControlReading {
    const reading = readControlReply(reply);
    if (reply.status === 204) {
      this.#emptyAnswers += 1;
      return this.#emptyAnswers >= emptyAnswersNeeded
        ? { outcome: { kind: 'done' }, session: 'fine' }
        : reading;
    }
    if (reading.outcome.kind === 'done') {
      this.#emptyAnswers = -Infinity;
    } else if (this.#emptyAnswers > 0 && this.#emptyAnswers < emptyAnswersNeeded) {
      this.#emptyAnswers = 0;
    }
    return reading;
  }
}

/** Not now: these pass by themselves. */
const busyStatuses: ReadonlySet<number> = new Set([204, 408, 429, 503]);

function isSuspicious(text: string): boolean {
  return suspicious.test(text.slice(0, maxMarkCharacters));
}

const refusalWords: Readonly<Record<number, string>> = {
  400: 'the camera does not do that (400)',
  401: 'the recorder does not allow it to its user (401)',
  403: 'the recorder does not allow it to its user (403)',
  404: 'the recorder has no such command (404)',
  501: 'the camera does not do that (501)',
};
