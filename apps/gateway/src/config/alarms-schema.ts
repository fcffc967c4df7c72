import { z } from 'zod';
import {
  COMPLETE,
  flag,
  hostPort,
  integer,
  isAddressRange,
  isHost,
  listOf,
  oneOf,
  parseHostPort,
  single,
  text,
} from './values.js';

const MAX_RETRIES = 30;
/** The document counts eight destinations per device; more are for relays. */
const MAX_DESTINATIONS = 64;
const MAC = /^([0-9A-F]{2}:){5}[0-9A-F]{2}$/;

const addressRange = () =>
  single('an address or a range such as 10.0.0.0/8', (found) =>
    isAddressRange(found) ? found : undefined,
  );

const forwardTarget = z.preprocess(
  (input) => (typeof input === 'string' ? (parseHostPort(input) ?? input) : input),
  z.strictObject({
    host: single('a host name or address', (found) => (isHost(found) ? found : undefined)),
    port: integer(1, 65_535, 'a port'),
  }),
);

/** Of one device: neither of a group nor of nobody. */
const macAddress = () =>
  single('the MAC address of one device such as 02:00:5E:10:00:01', (found) => {
    const mac = found.toUpperCase().replaceAll('-', ':');
    const isGroup = (parseInt(mac, 16) & 1) === 1;
    return MAC.test(mac) && !isGroup && /[1-9A-F]/.test(mac) ? mac : undefined;
  });

/** May hold a user name, a password or a token. */
const webhookUrl = () =>
  text('an http:// or https:// address without a fragment', (value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    return url !== undefined && /^https?:$/.test(url.protocol) && url.hash === '';
  });

const webhook = z.strictObject({
  url: webhookUrl(),
  secret: text('a secret of 8 to 256 characters', ({ length }) => length >= 8 && length <= 256),
  minSeverity: oneOf(['critical', 'warning', 'info']).default('info'),
});

const mqttUrl = z.unknown().transform((input, context): string => {
  const fail = (message: string, params = {}): string => {
    context.addIssue({ code: 'custom', message, params, input });
    return z.NEVER;
  };
  const url = typeof input === 'string' && URL.canParse(input) ? new URL(input) : undefined;
  if (url === undefined || !/^mqtts?:$/.test(url.protocol) || url.hostname === '') {
    return fail('expected an mqtt:// or mqtts:// address');
  }
  if (url.username !== '' || url.password !== '') {
    return fail(
      'found a user name or password in the address, expected them in username and password',
      COMPLETE,
    );
  }
  return ['', '/'].includes(url.pathname) && url.search === '' && url.hash === ''
    ? `${url.protocol}//${url.host}`
    : fail('expected an address without a path, such as mqtt://192.0.2.20:1883');
});

const mqtt = z.strictObject({
  url: mqttUrl,
  username: text(
    'a user name of 1 to 256 characters',
    ({ length }) => length >= 1 && length <= 256,
  ).optional(),
  password: text('a password of at most 256 characters', ({ length }) => length <= 256).optional(),
  topic: single('a topic such as casement/alarms, without + and #', (found) =>
    /^[^+#/\p{Cc}]+(\/[^+#/\p{Cc}]+)*$/u.test(found) && found.length <= 200 ? found : undefined,
  ).default('casement/alarms'),
  qos: single('0 or 1', (found): 0 | 1 | undefined =>
    found === '0' ? 0 : found === '1' ? 1 : undefined,
  ).default(1),
});

/** The section `alarms`: what is received, how long it is kept, and to whom it is passed on. */
export const alarmsSchema = () =>
  z.strictObject({
    listen: hostPort().default({ host: '0.0.0.0', port: 1818 }),
    allow: listOf(addressRange()).default([]),
    ratePerSource: integer(1, 100_000, 'alarms per second').default(200),
    retentionDays: integer(1, 36_500, 'days').default(365),
    maxKept: integer(1, 100_000_000, 'alarms').default(1_000_000),
    summerTimeIncluded: flag().default(true),
    mac: macAddress().optional(),
    forward: z.array(forwardTarget).max(MAX_DESTINATIONS).default([]),
    forwarding: z
      .strictObject({
        retries: integer(0, MAX_RETRIES, 'retries').default(2),
        actAsRecorder: flag().default(false),
      })
      .prefault({}),
    webhooks: z.array(webhook).max(MAX_DESTINATIONS).default([]),
    mqtt: mqtt.optional(),
  });
