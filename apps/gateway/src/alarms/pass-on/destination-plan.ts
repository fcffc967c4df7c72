import type { AlarmsConfig, HostPort, MqttConfig, WebhookConfig } from '../../config/config.js';
import type { Clock } from '../../net/clock.js';
import type { Courier } from './courier.js';
import type { DeliveryAccount, DestinationLabel } from './delivery-account.js';
import { forwardAddress, ForwardCourier } from './forward-courier.js';
import { FrameSender } from './frame-sender.js';
import { MqttCourier } from './mqtt-courier.js';
import { MqttLink } from './mqtt-link.js';
import { relayFrame } from './relay-frame.js';
import { WebhookCourier } from './webhook-courier.js';
import { WebhookPoster } from './webhook-poster.js';
import { webhookTarget } from './webhook-target.js';

/** A destination of the configuration. */
export type DestinationPlan = {
  readonly label: DestinationLabel;
  /** Under which its place is kept, the same while the configuration says the same; without secrets. */
  readonly name: string;
  readonly courier: (account: DeliveryAccount) => Courier;
};

/** What all of them share. */
export type DestinationTools = {
  /** Our own, such as `02:1B:7C:00:12:34`. */
  readonly mac: string;
  readonly clock: Clock;
  /** 0 up to but not including 1. */
  readonly random: () => number;
};

/** Everybody to whom alarms are passed on, in the order of the configuration. */
export function planDestinations(
  alarms: Pick<AlarmsConfig, 'forward' | 'forwarding' | 'webhooks' | 'mqtt'>,
  tools: DestinationTools,
): readonly DestinationPlan[] {
  return distinct([
    ...alarms.forward.map((target) => forwardPlan(target, alarms.forwarding, tools)),
    ...alarms.webhooks.map((webhook) => webhookPlan(webhook, tools)),
    ...(alarms.mqtt === null ? [] : [mqttPlan(alarms.mqtt, tools)]),
  ]);
}

function forwardPlan(
  target: HostPort,
  { retries, actAsRecorder }: AlarmsConfig['forwarding'],
  { mac, clock }: DestinationTools,
): DestinationPlan {
  const address = forwardAddress(target);
  return {
    label: { kind: 'forward', address },
    name: `forward ${address}`,
    courier: (account) =>
      new ForwardCourier({
        sender: new FrameSender({ target, clock }),
        account,
        clock,
        retries,
        relayFrame: (stored) => relayFrame(stored, { mac, actAsRecorder }),
      }),
  };
}

function webhookPlan(
  { url, secret, minSeverity }: WebhookConfig,
  { clock, random }: DestinationTools,
): DestinationPlan {
  const target = webhookTarget(url);
  const name = `webhook ${target.fingerprint}`;
  return {
    label: { kind: 'webhook', address: target.address },
    name,
    courier: (account) =>
      new WebhookCourier({
        poster: new WebhookPoster(target, clock),
        account,
        clock,
        name,
        secret: secret.reveal(),
        minSeverity,
        random,
      }),
  };
}

function mqttPlan(
  { url, username, password, topic, qos }: MqttConfig,
  { mac, clock, random }: DestinationTools,
): DestinationPlan {
  const options = {
    url,
    username,
    password: password?.reveal(),
    // The same after a restart: the broker then ends what is left of the connection before.
    clientId: `casement-${mac.replaceAll(':', '').toLowerCase()}`,
    statusTopic: `${topic}/status`,
    clock,
  };
  return {
    label: { kind: 'mqtt', address: `${url}/${topic}` },
    name: `mqtt ${url}/${topic}`,
    courier: (account) =>
      new MqttCourier({
        open: (signal) => MqttLink.open(options, signal),
        account,
        clock,
        topic,
        qos,
        random,
      }),
  };
}

/** Destinations that differ only in their secrets, or in nothing, get numbers. */
function distinct(plans: readonly DestinationPlan[]): readonly DestinationPlan[] {
  return plans.map((plan, index) => {
    const before = plans.slice(0, index);
    return {
      ...plan,
      name: numbered(plan.name, before.filter(({ name }) => name === plan.name).length),
      label: {
        ...plan.label,
        address: numbered(
          plan.label.address,
          before.filter(
            ({ label }) => label.kind === plan.label.kind && label.address === plan.label.address,
          ).length,
        ),
      },
    };
  });
}

const numbered = (text: string, before: number): string =>
  before === 0 ? text : `${text} (${before + 1})`;
