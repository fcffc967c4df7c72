import { createHash, createHmac } from 'node:crypto';
import type { Alarm } from '@casement/contract';

/**
 * What proves that a body comes from us: HMAC-SHA256 over time stamp, a full stop and body, as hexadecimal digits.
 *
 * @param timestamp as in `X-Casement-Timestamp`; receivers refuse old ones, so that nothing can be sent again by others
 */
export const signWebhook = (secret: string, timestamp: string, body: string): string =>
  createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');

/**
 * The same for all attempts to deliver an alarm there, also after a restart.
 *
 * @param destination the name of its feed
 */
export function deliveryId(destination: string, { id, receivedAt }: Alarm): string {
  const hash = createHash('sha256').update(`${destination}\n${id}\n${receivedAt}`).digest('hex');
  return hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** What a request is made of. */
export type WebhookRequest = {
  readonly body: string;
  readonly secret: string;
  readonly delivery: string;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
};

/** The headers of one attempt. */
export function webhookHeaders(request: WebhookRequest): Readonly<Record<string, string>> {
  const { body, secret, delivery, nowMs } = request;
  const timestamp = String(Math.floor(nowMs / 1_000));
  return {
    'content-type': 'application/json',
    'user-agent': 'Casement',
    'x-casement-delivery': delivery,
    'x-casement-timestamp': timestamp,
    'x-casement-signature': `sha256=${signWebhook(secret, timestamp, body)}`,
  };
}
