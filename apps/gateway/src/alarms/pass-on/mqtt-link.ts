import { connect, type MqttClient } from 'mqtt';
import type { Clock } from '../../net/clock.js';
import { DialError } from '../../net/dial-error.js';
import { mqttWords } from './mqtt-words.js';
import { raceAbort } from './race-abort.js';
import { trustedAuthorities } from './trusted-authorities.js';

const openTimeoutMs = 10_000;
const acknowledgeTimeoutMs = 30_000;
/** For the last words before the end. */
const closeTimeoutMs = 2_000;
/** Between pings; a broker that answers none is gone. */
const keepAliveS = 30;

/** A broker, and who we are there. */
export type MqttLinkOptions = {
  /** `mqtt://` or `mqtts://` without user name and password. */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly clientId: string;
  /** Where `online` and `offline` are kept for those who come later. */
  readonly statusTopic: string;
  readonly clock: Clock;
};

/** How a message is published. */
export type MqttMessage = {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1;
  readonly retain?: boolean;
};

/** One connection to a broker (MQTT 3.1.1), as long as it lasts: it does not come back by itself. */
export class MqttLink {
  readonly #client: MqttClient;
  readonly #options: MqttLinkOptions;
  /** Why the connection ended, in words. */
  readonly lost: Promise<string>;
  /** Those who wait for an acknowledgement; never more than a few batches. */
  readonly #waiting = new Set<(isTaken: boolean) => void>();
  #isLost = false;
  #reason: string | undefined;

  private constructor(options: MqttLinkOptions) {
    this.#options = options;
    this.#client = connect(options.url, {
      clientId: options.clientId,
      ...(options.username === undefined ? {} : { username: options.username }),
      ...(options.password === undefined ? {} : { password: options.password }),
      ...(options.url.startsWith('mqtts:') ? { ca: trustedAuthorities() } : {}),
      will: { topic: options.statusTopic, payload: Buffer.from('offline'), qos: 1, retain: true },
      clean: true,
      reconnectPeriod: 0,
      keepalive: keepAliveS,
      // Whatever is not acknowledged is sent again over the next connection by the one who asked for it.
      queueQoSZero: false,
      // The default one can be switched on from outside and would print the password.
      log: () => undefined,
    });
    this.#client.on('error', (error) => {
      this.#reason ??= mqttWords(error);
    });
    this.lost = new Promise((resolve) => {
      this.#client.once('close', () => {
        this.#isLost = true;
        this.#client.end(true);
        this.#waiting.forEach((tell) => tell(false));
        resolve(this.#reason ?? 'it closed the connection');
      });
    });
  }

  /**
   * Connects, and says that we are there.
   *
   * @throws {DialError} when there is no connection after 10 s, or the broker refuses it; the reason of the signal, when
   *   it is aborted
   */
  static async open(options: MqttLinkOptions, signal: AbortSignal): Promise<MqttLink> {
    signal.throwIfAborted();
    const link = new MqttLink(options);
    try {
      await raceAbort(link.#opened(), signal);
      return link;
    } catch (error) {
      link.drop('given up');
      throw error;
    }
  }

  /** Nothing can be published any more. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** True when the broker has it (QoS 0: when it was written); false when nobody knows. Never rejects. */
  publish({ topic, payload, qos, retain = false }: MqttMessage): Promise<boolean> {
    if (this.#isLost) {
      return Promise.resolve(false);
    }
    return new Promise((resolve) => {
      const timer = this.#options.clock.after(acknowledgeTimeoutMs, () =>
        this.drop(`it acknowledged nothing for ${acknowledgeTimeoutMs / 1_000} s`),
      );
      const tell = (isTaken: boolean): void => {
        timer.cancel();
        this.#waiting.delete(tell);
        resolve(isTaken);
      };
      this.#waiting.add(tell);
      this.#client.publish(topic, payload, { qos, retain }, (error) => tell(!error));
    });
  }

  /** Ends the connection at once; the broker will say that we are gone. */
  drop(reason: string): void {
    this.#reason ??= reason;
    // At once: the event of the end comes later, and until then nobody may try to publish here.
    this.#isLost = true;
    this.#client.end(true);
    // An end that was begun in peace may wait for a broker that answers no more.
    this.#client.stream.destroy();
  }

  /** Says that we go, and goes. */
  async close(): Promise<void> {
    if (this.#isLost) {
      return;
    }
    const timer = this.#options.clock.after(closeTimeoutMs, () => this.drop('closed'));
    const isSaid = await this.#say('offline');
    this.#reason ??= 'closed';
    this.#client.end(!isSaid);
    await this.lost;
    timer.cancel();
  }

  async #opened(): Promise<void> {
    const timer = this.#options.clock.after(openTimeoutMs, () =>
      this.drop(`no answer within ${openTimeoutMs / 1_000} s`),
    );
    const connected = new Promise<true>((resolve) => {
      this.#client.once('connect', () => resolve(true));
    });
    const isConnected = await Promise.race([connected, this.lost.then(() => false)]);
    timer.cancel();
    if (!isConnected || !(await this.#say('online'))) {
      throw new DialError('no-answer', await this.lost);
    }
  }

  #say(payload: 'online' | 'offline'): Promise<boolean> {
    return this.publish({ topic: this.#options.statusTopic, payload, qos: 1, retain: true });
  }
}
