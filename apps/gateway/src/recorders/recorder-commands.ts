import {
  nvrCommands,
  parseCameraConnections,
  parseLoginPage,
  ProtocolError,
} from '@casement/protocol';
import type { CameraConnection, NvrCommand } from '@casement/protocol';
import type { CommandQueue } from './command-queue.js';
import { isLoginPage } from './login-page-marks.js';
import type { SessionCommands } from './nvr-session.js';
import type { CommandReply, RecorderClient, RequestOptions } from './recorder-client.js';
import { whyNoSession } from './session-capacity.js';
import type { SessionCount } from './session-capacity.js';
import type { SessionCause } from './session-cause.js';
import { causeOfStatus, requireGood, SessionFailure } from './session-failure.js';

/** What a recorder told about its cameras and sessions. */
export type RecorderInventory = SessionCount & {
  /** `null`: its firmware has no such list. */
  readonly cameras: readonly CameraConnection[] | null;
};

/** Options of {@link RecorderCommands}. */
export type RecorderCommandsOptions = {
  readonly client: RecorderClient;
  readonly queue: CommandQueue;
  readonly uidLimit: number;
  /** UIDs that this gateway holds. */
  readonly held: () => number;
  /** Gives back a UID that is only kept in case somebody needs it; says whether there was one. */
  readonly giveUpSpare: () => Promise<boolean>;
  readonly onInventory: (inventory: RecorderInventory) => void;
  /** A command was sent, for counting. */
  readonly onSent: (command: NvrCommand) => void;
};

/** The commands of a recorder that belong to sessions, each with its pacing and what its answers mean. */
export class RecorderCommands implements SessionCommands {
  readonly #options: RecorderCommandsOptions;
  #lastLogin: Promise<unknown> = Promise.resolve();

  constructor(options: RecorderCommandsOptions) {
    this.#options = options;
  }

  /**
   * Looks whether a UID is free, then asks for one (NV01 to NV08, E.1). One after the other: two that look at the same
   * time would both take the last one.
   *
   * @throws {SessionFailure} no UID, and why
   * @throws {DialError} no answer
   */
  async login(signal: AbortSignal): Promise<string> {
    const login = this.#lastLogin.then(() => this.#login(signal));
    this.#lastLogin = login.catch(() => undefined);
    return login;
  }

  async #login(signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    const cause = await this.#whyNoSession(signal);
    if (cause) {
      throw new SessionFailure(cause);
    }
    const reply = await this.send(nvrCommands.login(), { signal });
    if (reply.status === 401 || reply.status === 403) {
      throw new SessionFailure({ kind: 'credentials' });
    }
    requireFreeAnswer(reply);
    try {
      return parseLoginPage(reply.text);
    } catch (error) {
      if (error instanceof ProtocolError) {
        const detail = 'the recorder answered the login without giving a session';
        throw new SessionFailure({ kind: 'unexpected', detail }, { cause: error });
      }
      throw error;
    }
  }

  async #whyNoSession(signal: AbortSignal): Promise<SessionCause | undefined> {
    const { uidLimit, held, giveUpSpare } = this.#options;
    const { used, max } = await this.inventory(undefined, signal);
    const cause = whyNoSession({ used, max, uidLimit, held: held() });
    return cause && (await giveUpSpare()) ? this.#whyNoSession(signal) : cause;
  }

  /** @throws {SessionFailure | DialError} */
  async setUpLive(uid: string, signal: AbortSignal): Promise<void> {
    requireGood(await this.send(nvrCommands.setupLive(uid), { signal }));
  }

  /** @throws {SessionFailure | DialError} */
  async keepAlive(uid: string): Promise<void> {
    const reply = await this.send(nvrCommands.keepAlive(uid));
    requireGood(reply);
    if (isLoginPage(reply.text)) {
      throw new SessionFailure({ kind: 'uid-invalid', answer: 'html' });
    }
  }

  /** Best effort: the UID dies by itself after 90 s. */
  async logout(uid: string): Promise<void> {
    try {
      await this.send(nvrCommands.logout(uid), { signal: AbortSignal.timeout(2_000) });
    } catch {
      // Whatever the reason: there is nobody to tell, and nothing to be done about it.
    }
  }

  /**
   * Asks for the list of cameras and the number of sessions (NVR v1.5R1 5.3.1). A recorder that does not
   * have it, or wants a UID that we do not have yet, gives an empty answer and no error.
   *
   * @throws {DialError} no answer
   */
  async inventory(uid: string | undefined, signal?: AbortSignal): Promise<RecorderInventory> {
    const options: RequestOptions = { challenge: uid === undefined ? 'never' : 'answer', signal };
    const found =
      readInventory(await this.send(nvrCommands.cameraConnections(), options)) ??
      (uid === undefined
        ? undefined
        : readInventory(await this.send(nvrCommands.cameraConnections(uid), options)));
    const inventory = found ?? { cameras: null, used: null, max: null };
    if (found ?? uid !== undefined) {
      this.#options.onInventory(inventory);
    }
    return inventory;
  }

  /**
   * Sends one command in its turn: at once, or through the queue.
   *
   * @throws {DialError} no answer
   */
  async send(command: NvrCommand, options: RequestOptions = {}): Promise<CommandReply> {
    const { client, queue, onSent } = this.#options;
    const now = (): Promise<CommandReply> => {
      onSent(command);
      return client.command(command, options);
    };
    return command.pacing === 'none' ? now() : queue.run(now, { signal: options.signal });
  }
}

function requireFreeAnswer({ status }: CommandReply): void {
  const cause = causeOfStatus(status);
  if (cause) {
    // At the login there is no UID yet that could be invalid.
    throw new SessionFailure(
      cause.kind === 'uid-invalid'
        ? { kind: 'unexpected', detail: `the recorder answered the login with status ${status}` }
        : cause,
    );
  }
}

function readInventory({ status, text }: CommandReply): RecorderInventory | undefined {
  if (status !== 200) {
    return undefined;
  }
  try {
    const { cameras, maxUid, usedUid } = parseCameraConnections(text);
    return { cameras, max: maxUid, used: usedUid };
  } catch (error) {
    if (error instanceof ProtocolError) {
      return undefined;
    }
    throw error;
  }
}
