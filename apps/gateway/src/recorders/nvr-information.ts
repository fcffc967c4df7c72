import {
  nvrCommands,
  parseRecordedTimes,
  parseRecorderLog,
  ProtocolError,
  type NvrCommand,
  type RecordedTimes,
  type RecorderLog,
} from '@casement/protocol';
import { DialError } from '../net/dial-error.js';
import type { CommandQueue } from './command-queue.js';
import type { CommandReply, RecorderClient } from './recorder-client.js';
import { type Session, uidOf } from './recorder-state.js';
import type { SessionCause } from './session-cause.js';
import { SessionFailure } from './session-failure.js';

/** Options of {@link NvrInformation}. */
export type NvrInformationOptions = {
  readonly client: RecorderClient;
  /** Control commands; what is asked here waits for all others. */
  readonly queue: CommandQueue;
  /** The session that is kept in any case. `doubt` when its UID was refused: that may have other reasons. */
  readonly live: { readonly session: () => Session; readonly doubt: () => void };
  readonly onSent: (command: NvrCommand) => void;
};

type Question = {
  readonly command: NvrCommand;
  /** The password is sent only where it is known to be right. */
  readonly challenge: 'answer' | 'never';
};

/** What a recorder tells of itself when it is asked (NVR v1.5R1 5.1, 5.2). */
export class NvrInformation {
  readonly #options: NvrInformationOptions;
  /** The paths under which the disks may be found; first the one that was found last. */
  #diskCommands: readonly [NvrCommand, NvrCommand] = [
    nvrCommands.recordedTimes(),
    nvrCommands.recordedTimesAsPrinted(),
  ];

  constructor(options: NvrInformationOptions) {
    this.#options = options;
  }

  /**
   * Its disks. They need no UID, so that a recorder without a free one tells them too.
   *
   * @throws {SessionFailure | DialError | ProtocolError | QueueClosedError} besides the signal's reason
   */
  async recordedTimes(signal: AbortSignal): Promise<RecordedTimes> {
    const [usual, other] = this.#diskCommands;
    let reply = await this.#reply(() => this.#disksQuestion(usual), signal);
    if (reply.status === 404) {
      reply = await this.#reply(() => this.#disksQuestion(other), signal);
      this.#diskCommands = reply.status === 200 ? [other, usual] : [usual, other];
    }
    return parseRecordedTimes(requireAnswer(reply).text);
  }

  /** One of its logs. @throws as `recordedTimes` */
  async log(kind: 'error' | 'event', signal: AbortSignal): Promise<RecorderLog> {
    const { live } = this.#options;
    const reply = await this.#reply(() => this.#logQuestion(kind), signal);
    if (reply.status !== 200) {
      live.doubt();
    }
    requireAnswer(reply);
    try {
      return parseRecorderLog(reply.text);
    } catch (error) {
      if (error instanceof ProtocolError) {
        // A page without a log may be the login page.
        live.doubt();
      }
      throw error;
    }
  }

  #disksQuestion(command: NvrCommand): Question {
    const session = this.#options.live.session();
    const cause = whyNotAsked(session);
    if (cause !== undefined) {
      throw new SessionFailure(cause);
    }
    const challenge = uidOf(session) === undefined ? 'never' : 'answer';
    return { command, challenge };
  }

  #logQuestion(kind: 'error' | 'event'): Question {
    const session = this.#options.live.session();
    const uid = uidOf(session);
    if (uid === undefined) {
      throw new SessionFailure(whyNoUid(session));
    }
    const command = kind === 'error' ? nvrCommands.errorLog(uid) : nvrCommands.eventLog(uid);
    return { command, challenge: 'answer' };
  }

  /** Asks when nothing else waits; the question is made when its turn has come, for UIDs come and go. */
  async #reply(question: () => Question, signal: AbortSignal): Promise<CommandReply> {
    // Whoever cannot be asked is told so at once, and not when others have had their turns.
    question();
    try {
      return await this.#options.queue.run(() => this.#send(question(), signal), {
        signal,
        urgency: 'later',
      });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  }

  async #send({ command, challenge }: Question, signal: AbortSignal): Promise<CommandReply> {
    const { client, live, onSent } = this.#options;
    onSent(command);
    try {
      return await client.command(command, { signal, challenge });
    } catch (error) {
      // Who does not answer may be gone: that is to be known before the next keep-alive.
      live.doubt();
      throw error;
    }
  }
}

/** It is not there, or a password or a certificate was refused, which must not be tried again and again (E.1). */
const leftInPeace: ReadonlySet<SessionCause['kind']> = new Set([
  'no-answer',
  'certificate',
  'credentials',
]);

/** Why a recorder is left in peace, also with what needs no UID; `undefined`: it may be asked. */
export function whyNotAsked(session: Session): SessionCause | undefined {
  if (uidOf(session) !== undefined) {
    return undefined;
  }
  const cause = whyNoUid(session);
  const hasFailed = session.state.name === 'none' && session.state.outage !== undefined;
  return hasFailed && !leftInPeace.has(cause.kind) ? undefined : cause;
}

function whyNoUid({ state }: Session): SessionCause {
  if (state.name === 'auth-failed') {
    return { kind: 'credentials' };
  }
  if (state.name === 'closed') {
    return { kind: 'unexpected', detail: 'the recorder is being closed' };
  }
  const cause = state.name === 'none' ? state.outage?.cause : undefined;
  return cause ?? { kind: 'unexpected', detail: 'the gateway is signing in to the recorder' };
}

/** @throws {DialError} with the status in words, unless it is 200 */
function requireAnswer(reply: CommandReply): CommandReply {
  if (reply.status !== 200) {
    throw new DialError('no-answer', refusalInWords(reply.status));
  }
  return reply;
}

/** What a status other than 200 means to somebody who wants to know something (B71). */
function refusalInWords(status: number): string {
  switch (status) {
    case 204:
      return 'the recorder gave an empty answer (204)';
    case 401:
    case 403:
      return `the recorder does not tell it to this user, or has ended the session (${status})`;
    case 404:
      return 'the recorder has no such page (404)';
    case 503:
      return 'the recorder is too busy (503)';
    default:
      return `the recorder answered with status ${status}`;
  }
}
