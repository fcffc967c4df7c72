import type { NvrCommand } from '@casement/protocol';
import type { Clock, Timer } from '../net/clock.js';
import { DialError, isConnectionLost } from '../net/dial-error.js';
import { CameraAbilities } from './camera-abilities.js';
import { QueueClosedError } from './command-queue.js';
import type { CommandQueue, Urgency } from './command-queue.js';
import { ControlReplies } from './control-reply.js';
import type { ControlOutcome } from './control-reply.js';
import { ListenerSet } from './listener-set.js';
import type { NvrSession } from './nvr-session.js';
import type { RecorderClient } from './recorder-client.js';
import { uidOf } from './recorder-state.js';

/** Makes the command when its turn has come; `undefined` when there is nothing to be sent any more. */
export type MakeControlCommand = (uid: string) => NvrCommand | undefined;

/** Options of one command to a camera. */
export type ControlOptions = {
  readonly urgency?: Urgency | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** Options of {@link NvrControl}. */
export type NvrControlOptions = {
  readonly clock: Clock;
  readonly client: RecorderClient;
  /** Camera control and frame steps (B63). */
  readonly lane: CommandQueue;
  /** The session whose UID a camera is to be controlled with. */
  readonly sessionFor: (camera: number) => NvrSession;
  /** Why there is no UID, in words. */
  readonly whyNoUid: () => string;
  readonly onSent: (command: NvrCommand) => void;
  /** Whether a camera is shown as one that can be moved has changed. */
  readonly onAbilities: () => void;
  readonly onBug: (error: unknown) => void;
};

/** What came of a command; `asks` when that depends on whether its UID stands. */
type Sent = {
  readonly outcome: ControlOutcome;
  readonly asks?: ((meant: ControlOutcome) => Promise<ControlOutcome>) | undefined;
};

/** Nobody else gets a turn while an answer is waited for; a camera has stopped by itself by then. */
const answerMs = 4_000;

/** Signing in anew takes two control commands, 3 s apart. */
export const uidPatienceMs = 8_000;

/**
 * The cameras of one recorder as they are steered (NVR chapter 4): every command in the lane of camera control, with
 * the UID of the camera's live pictures, as 4.1.1 wants it; that of the first session, which is kept in any case, when
 * the camera has none.
 */
export class NvrControl {
  readonly abilities: CameraAbilities;
  readonly #options: NvrControlOptions;
  readonly #replies = new ControlReplies();
  readonly #waiting = new Set<() => void>();
  readonly #listeners: ListenerSet<number>;
  #isClosed = false;

  constructor(options: NvrControlOptions) {
    this.#options = options;
    this.#listeners = new ListenerSet<number>(options.onBug);
    this.abilities = new CameraAbilities(options.clock, (camera) => {
      this.#listeners.tell(camera);
      options.onAbilities();
    });
  }

  /** Calls the listener with the number of a camera whose abilities changed. Returns how to stop that. */
  onAbilities(listener: (camera: number) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Why nothing can be sent now, in words; `undefined` when it can, or when the UID is being prepared. */
  unavailable(camera: number): string | undefined {
    const { sessionFor, whyNoUid } = this.#options;
    return uidOf(sessionFor(camera).session) === undefined ? whyNoUid() : undefined;
  }

  /** The sessions changed: there may be a UID now. */
  sessionsChanged(): void {
    for (const look of [...this.#waiting]) {
      look();
    }
  }

  /** Sends a command once, in its turn. Never throws but the signal's reason. */
  async send(
    camera: number,
    make: MakeControlCommand,
    options: ControlOptions = {},
  ): Promise<ControlOutcome> {
    const { lane, whyNoUid } = this.#options;
    if (!(await this.#uidComes(camera, options.signal))) {
      return { kind: 'failed', reason: whyNoUid() };
    }
    try {
      const { outcome, asks } = await lane.run(() => this.#sendNow(camera, make), options);
      // Outside of the lane, so that nobody else has to wait for it.
      return asks ? await asks(outcome) : outcome;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof DialError || error instanceof QueueClosedError) {
        return { kind: 'failed', reason: error.message };
      }
      throw error;
    }
  }

  /** As `send`; once more with a new UID when the recorder ended the session. */
  async sendSurely(
    camera: number,
    make: MakeControlCommand,
    options: ControlOptions = {},
  ): Promise<ControlOutcome> {
    const first = await this.send(camera, make, options);
    const last = first.kind === 'lost' ? await this.send(camera, make, options) : first;
    return last.kind === 'lost' ? { kind: 'failed', reason: last.reason } : last;
  }

  /** Nobody waits any more. */
  close(): void {
    this.#isClosed = true;
    this.abilities.close();
    this.sessionsChanged();
  }

  async #sendNow(camera: number, make: MakeControlCommand): Promise<Sent> {
    const { client, sessionFor, whyNoUid, onSent } = this.#options;
    const session = sessionFor(camera);
    const uid = session.liveUid;
    if (uid === undefined) {
      // It was there when the command went to the queue, so this is a loss too.
      return { outcome: { kind: 'lost', reason: whyNoUid() } };
    }
    const command = make(uid);
    if (command === undefined) {
      return { outcome: { kind: 'nothing' } };
    }
    onSent(command);
    const limit = AbortSignal.timeout(answerMs);
    try {
      const reply = await client.command(command, { signal: limit, again: false });
      const { outcome, session: verdict } = this.#replies.read(reply);
      if (verdict === 'ask') {
        return { outcome, asks: (meant) => whenItStands(session, uid, meant) };
      }
      if (verdict === 'fine') {
        session.used(uid);
      } else {
        session.doubt();
      }
      return { outcome };
    } catch (error) {
      session.doubt();
      if (isConnectionLost(error)) {
        // Recorders close idle connections in the moment they are used again. It has another turn, in the pace.
        return { outcome: { kind: 'lost', reason: 'the recorder closed the connection' } };
      }
      throw limit.aborted
        ? new DialError('no-answer', `no answer within ${answerMs / 1000} s`, { cause: error })
        : error;
    }
  }

  #uidFor(camera: number): string | undefined {
    return this.#options.sessionFor(camera).liveUid;
  }

  /** Waits outside of the lane, so that nobody else has to. */
  async #uidComes(camera: number, signal: AbortSignal | undefined): Promise<boolean> {
    signal?.throwIfAborted();
    if (this.#uidFor(camera) !== undefined) {
      return true;
    }
    if (this.#isClosed) {
      return false;
    }
    return new Promise<boolean>((resolve, reject) => {
      const end = (): void => {
        timer.cancel();
        this.#waiting.delete(look);
        signal?.removeEventListener('abort', leave);
      };
      const look = (): void => {
        const hasUid = this.#uidFor(camera) !== undefined;
        if (hasUid || this.#isClosed) {
          end();
          resolve(hasUid);
        }
      };
      const leave = (): void => {
        end();
        reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      const timer: Timer = this.#options.clock.after(uidPatienceMs, () => {
        end();
        resolve(false);
      });
      this.#waiting.add(look);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }
}

async function whenItStands(
  session: NvrSession,
  uid: string,
  meant: ControlOutcome,
): Promise<ControlOutcome> {
  switch (await session.stands(uid)) {
    case true:
      return meant;
    case false:
      return { kind: 'lost', reason: 'the recorder ended the session' };
    case undefined:
      return { kind: 'failed', reason: 'the recorder did not say whether the session stands' };
  }
}
