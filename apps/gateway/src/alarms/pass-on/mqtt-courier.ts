import type { Alarm } from '@casement/contract';
import { type BackoffPolicy, backoffMs } from '../../net/backoff.js';
import { type Clock, sleep } from '../../net/clock.js';
import type { StoredAlarm } from '../alarm-model.js';
import { alarmEvent } from './alarm-event.js';
import type { Courier, DeliveryRun } from './courier.js';
import type { DeliveryAccount } from './delivery-account.js';
import type { MqttLink } from './mqtt-link.js';
import { mqttWords } from './mqtt-words.js';
import { raceAbort } from './race-abort.js';

/** Between attempts to connect. */
const waits: BackoffPolicy = {
  stepsMs: [1_000, 2_000, 5_000, 10_000, 30_000, 60_000],
  jitter: 0.2,
};

/** A connection that lasted this long was a good one: the waits begin anew. */
const stableMs = 30_000;

/** After so many failures in a row it is no hiccup. */
const hiccups = 2;

/** What publishing to a broker needs. */
export type MqttCourierOptions = {
  readonly open: (signal: AbortSignal) => Promise<MqttLink>;
  readonly account: DeliveryAccount;
  readonly clock: Clock;
  /** Begin of all topics. */
  readonly topic: string;
  readonly qos: 0 | 1;
  /** 0 up to but not including 1. */
  readonly random: () => number;
};

/**
 * Publishes alarms to a broker over one connection that is kept up without alarms too, so that others see whether the
 * gateway runs. What was not acknowledged is published again, in order, over the next connection: every alarm arrives at
 * least once.
 */
export class MqttCourier implements Courier {
  readonly #options: MqttCourierOptions;
  readonly #ending = new AbortController();
  #link: MqttLink | undefined;
  #onLink: (() => void) | undefined;
  #keeping: Promise<void> | undefined;

  constructor(options: MqttCourierOptions) {
    this.#options = options;
  }

  start(): void {
    this.#keeping ??= this.#keepConnected(this.#ending.signal);
  }

  async deliver(batch: readonly StoredAlarm[], run: DeliveryRun): Promise<void> {
    let rest = batch;
    while (rest.length > 0) {
      const link = await this.#connected(run.signal);
      rest = await this.#publish(link, rest, run);
    }
  }

  async close(): Promise<void> {
    this.#ending.abort(new Error('the gateway ends'));
    await this.#link?.close();
    await this.#keeping;
  }

  /** Those that are not acknowledged yet. */
  async #publish(
    link: MqttLink,
    batch: readonly StoredAlarm[],
    { passed, signal }: DeliveryRun,
  ): Promise<readonly StoredAlarm[]> {
    const { account, qos } = this.#options;
    const published = batch.map(({ alarm }) => ({
      id: alarm.id,
      isTaken: link.publish({ topic: this.#topicOf(alarm), payload: alarmEvent(alarm), qos }),
    }));
    for (const [index, { id, isTaken }] of published.entries()) {
      if (!(await raceAbort(isTaken, signal))) {
        link.drop('it did not take an alarm');
        return batch.slice(index);
      }
      account.sent();
      passed(id);
    }
    return [];
  }

  #topicOf({ recorder, kind }: Alarm): string {
    return `${this.#options.topic}/${recorder ?? 'unknown'}/${kind}`;
  }

  async #connected(signal: AbortSignal): Promise<MqttLink> {
    for (;;) {
      if (this.#link?.isLost === false) {
        return this.#link;
      }
      await raceAbort(
        new Promise<void>((resolve) => {
          this.#onLink = resolve;
        }),
        signal,
      );
    }
  }

  async #keepConnected(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    let failures = 0;
    while (!signal.aborted) {
      const sinceMs = clock.nowMs();
      const reason = await this.#oneConnection(signal);
      failures = clock.nowMs() - sinceMs > stableMs ? 1 : failures + 1;
      await this.#pause(failures, reason, signal);
    }
  }

  async #pause(failures: number, reason: string, signal: AbortSignal): Promise<void> {
    const { account, clock, random } = this.#options;
    if (signal.aborted) {
      return;
    }
    const waitMs = backoffMs(waits, failures, random());
    const words = `${reason}; again in ${Math.ceil(waitMs / 1_000)} s`;
    if (failures > hiccups) {
      account.failing(words);
    } else {
      account.retrying(words);
    }
    await sleep(clock, waitMs, signal).catch(() => undefined);
  }

  /** Resolves when there is none any more, with why, in words. */
  async #oneConnection(signal: AbortSignal): Promise<string> {
    try {
      const link = await this.#options.open(signal);
      this.#link = link;
      this.#options.account.well();
      this.#onLink?.();
      return await link.lost;
    } catch (error) {
      return mqttWords(error);
    }
  }
}
