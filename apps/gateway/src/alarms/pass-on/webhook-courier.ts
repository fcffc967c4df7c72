import type { Alarm, AlarmSeverity } from '@casement/contract';
import { type BackoffPolicy, backoffMs } from '../../net/backoff.js';
import { type Clock, sleep } from '../../net/clock.js';
import type { StoredAlarm } from '../alarm-model.js';
import { alarmEvent } from './alarm-event.js';
import type { Courier, DeliveryRun } from './courier.js';
import type { DeliveryAccount } from './delivery-account.js';
import { failureWords } from './failure-words.js';
import { judgeAnswer, type WebhookVerdict } from './webhook-answer.js';
import type { WebhookPoster } from './webhook-poster.js';
import { deliveryId, webhookHeaders } from './webhook-request.js';

/** Growing waits, up to five minutes. */
const waits: BackoffPolicy = {
  stepsMs: [1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000],
  jitter: 0.2,
};

/** An alarm this old is given up when an attempt fails. */
const patienceMs = 86_400_000;

const ranks: Readonly<Record<AlarmSeverity, number>> = { info: 0, warning: 1, critical: 2 };

/** What one webhook needs. */
export type WebhookCourierOptions = {
  readonly poster: Pick<WebhookPoster, 'post' | 'close'>;
  readonly account: DeliveryAccount;
  readonly clock: Clock;
  /** Of the feed, for the ids of the deliveries. */
  readonly name: string;
  readonly secret: string;
  readonly minSeverity: AlarmSeverity;
  /** 0 up to but not including 1. */
  readonly random: () => number;
};

/**
 * Posts alarms to a web server, in order: what is not taken for now is tried again with growing waits for a day, what is
 * refused is given up.
 */
export class WebhookCourier implements Courier {
  readonly #options: WebhookCourierOptions;
  /** Failed attempts since something was answered for good. */
  #failures = 0;

  constructor(options: WebhookCourierOptions) {
    this.#options = options;
  }

  async deliver(batch: readonly StoredAlarm[], { passed, signal }: DeliveryRun): Promise<void> {
    for (const { alarm } of batch) {
      if (ranks[alarm.severity] < ranks[this.#options.minSeverity]) {
        this.#options.account.skipped('severity');
      } else {
        await this.#post(alarm, signal);
      }
      passed(alarm.id);
    }
  }

  async close(): Promise<void> {
    await this.#options.poster.close();
  }

  async #post(alarm: Alarm, signal: AbortSignal): Promise<void> {
    const { account, clock, random } = this.#options;
    const body = alarmEvent(alarm);
    // While nothing is taken, those that are too old need no attempt of their own.
    while (this.#failures === 0 || !this.#isOld(alarm)) {
      const verdict = await this.#attempt(alarm, body, signal);
      if (verdict.kind === 'taken') {
        this.#failures = 0;
        account.sent();
        return;
      }
      if (verdict.kind === 'refused') {
        this.#failures = 0;
        account.failed(`${verdict.words}; alarm ${alarm.id} was given up`);
        return;
      }
      this.#failures += 1;
      const waitMs = verdict.waitMs ?? backoffMs(waits, this.#failures, random());
      account.retrying(`${verdict.words}; again in ${Math.ceil(waitMs / 1_000)} s`);
      await sleep(clock, waitMs, signal);
    }
    account.failed(`alarm ${alarm.id} was given up: it could not be delivered for a day`);
  }

  async #attempt(alarm: Alarm, body: string, signal: AbortSignal): Promise<WebhookVerdict> {
    const { clock, name, poster, secret } = this.#options;
    const delivery = deliveryId(name, alarm);
    const headers = webhookHeaders({ body, secret, delivery, nowMs: clock.wallMs() });
    try {
      const { status, retryAfter } = await poster.post(body, headers, signal);
      return judgeAnswer(status, retryAfter, clock.wallMs());
    } catch (error) {
      signal.throwIfAborted();
      return { kind: 'later', words: failureWords(error), waitMs: undefined };
    }
  }

  #isOld({ receivedAt }: Alarm): boolean {
    return this.#options.clock.wallMs() - Date.parse(receivedAt) > patienceMs;
  }
}
