import type { HostPort } from '../../config/config.js';
import { type Clock, sleep } from '../../net/clock.js';
import type { StoredAlarm } from '../alarm-model.js';
import type { Courier, DeliveryRun } from './courier.js';
import type { DeliveryAccount } from './delivery-account.js';
import { failureWords } from './failure-words.js';
import type { FrameSender } from './frame-sender.js';
import type { RelayFrame } from './relay-frame.js';

/** Between the attempts (000 2.2.5). */
const retryMs = 2_000;

/** While the destination takes nothing, older alarms are given up without an attempt of their own. */
const patienceMs = 300_000;

/** What forwarding to one receiver needs. */
export type ForwardCourierOptions = {
  readonly sender: Pick<FrameSender, 'send' | 'close'>;
  readonly account: DeliveryAccount;
  readonly clock: Clock;
  /** After the first attempt (A2). */
  readonly retries: number;
  readonly relayFrame: (stored: StoredAlarm) => RelayFrame;
};

/**
 * Forwards to another receiver of the protocol, one alarm after the other (E.8): again after 2 s, a few times, then the
 * next one. After an alarm that never arrived each gets one attempt until one does, so that a receiver that is switched
 * off does not hold what comes when it is back.
 */
export class ForwardCourier implements Courier {
  readonly #options: ForwardCourierOptions;
  #isDead = false;

  constructor(options: ForwardCourierOptions) {
    this.#options = options;
  }

  async deliver(batch: readonly StoredAlarm[], { passed, signal }: DeliveryRun): Promise<void> {
    for (const stored of batch) {
      await this.#forward(stored, signal);
      passed(stored.alarm.id);
    }
  }

  close(): Promise<void> {
    this.#options.sender.close();
    return Promise.resolve();
  }

  async #forward(stored: StoredAlarm, signal: AbortSignal): Promise<void> {
    const { account, relayFrame } = this.#options;
    const frame = relayFrame(stored);
    if ('skip' in frame) {
      account.skipped(frame.skip);
    } else if (this.#isDead && this.#isLate(stored)) {
      account.failed(`alarm ${stored.alarm.id} was given up: nothing arrived there for so long`);
    } else {
      await this.#attempts(stored.alarm.id, frame.bytes, signal);
    }
  }

  async #attempts(id: number, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    const { account, clock, retries } = this.#options;
    const attempts = this.#isDead ? 1 : 1 + retries;
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const failure = await this.#attempt(bytes, signal);
      if (failure === undefined) {
        this.#isDead = false;
        account.sent();
        return;
      }
      if (attempt < attempts) {
        account.retrying(`${failure}; attempt ${attempt} of ${attempts}, the next one in 2 s`);
        await sleep(clock, retryMs, signal);
      } else {
        this.#isDead = true;
        account.failed(`${failure}; alarm ${id} was given up, the next one is tried once`);
      }
    }
  }

  /** Why it failed, in words. */
  async #attempt(bytes: Uint8Array, signal: AbortSignal): Promise<string | undefined> {
    try {
      await this.#options.sender.send(bytes, signal);
      return undefined;
    } catch (error) {
      signal.throwIfAborted();
      return failureWords(error);
    }
  }

  #isLate({ alarm }: StoredAlarm): boolean {
    return this.#options.clock.wallMs() - Date.parse(alarm.receivedAt) > patienceMs;
  }
}

/** A receiver as the page shows it. */
export const forwardAddress = ({ host, port }: HostPort): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
