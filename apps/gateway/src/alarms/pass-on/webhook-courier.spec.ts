import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { join } from 'node:path';
import { DialError } from '../../net/dial-error.js';
import { ManualClock } from '../../net/testing/manual-clock.js';
import { until } from '../../recorders/testing/until.js';
import { DeliveryAccount } from './delivery-account.js';
import { WebhookCourier, type WebhookCourierOptions } from './webhook-courier.js';
import { WebhookPoster } from './webhook-poster.js';
import { signWebhook } from './webhook-request.js';
import { webhookTarget } from './webhook-target.js';
import { MemoryLog, storedAlarm } from './testing/stored-alarms.js';
import { closedPort, testServers } from './testing/test-server.js';

const secret = 'the secret of the tests';
const dayMs = 86_400_000;
const certificates = join(import.meta.dirname, '../../net/testing');

type Seen = { readonly url: string; readonly headers: IncomingHttpHeaders; readonly body: string };

describe('WebhookCourier', () => {
  const { listen } = testServers();
  const couriers: WebhookCourier[] = [];
  let clock: ManualClock;
  let log: MemoryLog;
  let account: DeliveryAccount;
  let seen: Seen[];
  let passed: number[];
  let ending: AbortController;
  const report = () => account.report({ waiting: 0, dropped: 0 });
  const run = () => ({ passed: (id: number) => passed.push(id), signal: ending.signal });

  beforeEach(() => {
    clock = new ManualClock();
    log = new MemoryLog();
    seen = [];
    passed = [];
    ending = new AbortController();
  });

  afterEach(async () => {
    ending.abort(new Error('the test ends'));
    await Promise.all(couriers.splice(0).map((courier) => courier.close()));
  });

  /** A web server that answers the n-th request (from 1) in a way of its own. */
  const hook = (answer: (response: ServerResponse, count: number) => void): Promise<number> =>
    listen(
      createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const body = Buffer.concat(chunks).toString();
          seen.push({ url: String(request.url), headers: request.headers, body });
          answer(response, seen.length);
        });
      }),
    );

  const courierTo = (
    url: string,
    options: Partial<Pick<WebhookCourierOptions, 'minSeverity' | 'poster'>> = {},
  ): WebhookCourier => {
    const target = webhookTarget(url);
    account = new DeliveryAccount({ kind: 'webhook', address: target.address }, { clock, log });
    const courier = new WebhookCourier({
      poster: new WebhookPoster(target, clock),
      account,
      clock,
      name: `webhook ${target.fingerprint}`,
      secret,
      minSeverity: 'info',
      random: () => 0,
      ...options,
    });
    couriers.push(courier);
    return courier;
  };

  it('posts the alarm, signed, with the credentials and the query of the address', async () => {
    const port = await hook((response) => response.writeHead(204).end());
    const courier = courierTo(`http://user:hunter2@127.0.0.1:${port}/in?token=hush`);
    const stored = storedAlarm(5);
    await courier.deliver([stored], run());
    const [{ url, headers, body }] = seen as [Seen];
    expect(url).toBe('/in?token=hush');
    expect(JSON.parse(body)).toEqual({ event: 'alarm', alarm: stored.alarm });
    const timestamp = String(headers['x-casement-timestamp']);
    expect(timestamp).toBe(String(clock.wallMs() / 1_000));
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from('user:hunter2').toString('base64')}`,
      'x-casement-signature': `sha256=${signWebhook(secret, timestamp, body)}`,
    });
    expect(passed).toEqual([5]);
    expect(report()).toMatchObject({
      sent: 1,
      reason: null,
      lastSentAt: '2026-11-21T07:08:09.000Z',
    });
    expect(JSON.stringify([report(), log.lines])).not.toMatch(/hunter2|hush/);
  });

  it('tries again after 500, with the same delivery and a new signature', async () => {
    const port = await hook((response, count) => response.writeHead(count === 1 ? 500 : 200).end());
    const delivered = courierTo(`http://127.0.0.1:${port}/`).deliver([storedAlarm(1)], run());
    await until(() => report().state === 'retrying');
    expect(report().reason).toBe('it answered 500; again in 1 s');
    await clock.advance(1_000);
    await delivered;
    const [first, second] = seen.map(({ headers }) => headers);
    expect(second?.['x-casement-delivery']).toBe(first?.['x-casement-delivery']);
    expect(Number(second?.['x-casement-timestamp'])).toBe(
      Number(first?.['x-casement-timestamp']) + 1,
    );
    expect(second?.['x-casement-signature']).not.toBe(first?.['x-casement-signature']);
    expect(report()).toMatchObject({ sent: 1, failed: 0, reason: null });
  });

  it('waits as long as 429 asks for', async () => {
    const port = await hook((response, count) =>
      count === 1
        ? response.writeHead(429, { 'retry-after': '90' }).end()
        : response.writeHead(200).end(),
    );
    const delivered = courierTo(`http://127.0.0.1:${port}/`).deliver([storedAlarm(1)], run());
    await until(() => report().reason === 'it answered 429; again in 90 s');
    await clock.advance(89_999);
    expect(seen).toHaveLength(1);
    await clock.advance(1);
    await delivered;
    expect(report().sent).toBe(1);
  });

  it.each([302, 400, 403, 404])('gives an alarm up that is answered with %i', async (status) => {
    const port = await hook((response, count) =>
      response.writeHead(count === 1 ? status : 200, { location: '/elsewhere' }).end(),
    );
    const courier = courierTo(`http://127.0.0.1:${port}/`);
    await courier.deliver([storedAlarm(1)], run());
    expect(report()).toMatchObject({ state: 'failing', failed: 1 });
    expect(report().reason).toContain(`it answered ${status}`);
    await courier.deliver([storedAlarm(2)], run());
    expect(seen.map(({ url }) => url)).toEqual(['/', '/']);
    expect(report()).toMatchObject({ reason: null, sent: 1, failed: 1 });
    expect(passed).toEqual([1, 2]);
  });

  it('gives a server 10 s, then tries again', async () => {
    const port = await hook((response, count) => {
      if (count > 1) {
        response.end();
      }
    });
    const delivered = courierTo(`http://127.0.0.1:${port}/`).deliver([storedAlarm(1)], run());
    await until(() => seen.length === 1);
    await clock.advance(9_999);
    expect(report().reason).toBeNull();
    await clock.advance(1);
    await until(() => report().reason === 'no answer within 10 s; again in 1 s');
    await clock.advance(1_000);
    await delivered;
    expect(report().sent).toBe(1);
  });

  it('gives a server 10 s for its whole answer', async () => {
    const port = await hook((response, count) => {
      response.writeHead(200).write('a');
      if (count > 1) {
        response.end();
      }
    });
    const delivered = courierTo(`http://127.0.0.1:${port}/`).deliver([storedAlarm(1)], run());
    await until(() => seen.length === 1);
    await clock.advance(10_000);
    await until(() => report().state === 'retrying');
    await clock.advance(1_000);
    await delivered;
    expect(seen).toHaveLength(2);
  });

  it('reads no more than the begin of an endless answer', async () => {
    let closed = 0;
    let written = 0;
    const port = await hook((response) => {
      const pour = (): void => {
        while (!response.closed && response.write(Buffer.alloc(65_536))) {
          written += 65_536;
        }
      };
      response.on('drain', pour).on('close', () => (closed += 1));
      response.writeHead(200);
      pour();
    });
    await courierTo(`http://127.0.0.1:${port}/`).deliver([storedAlarm(1)], run());
    await until(() => closed === 1);
    // What the buffers of the system hold, but not more.
    expect(written).toBeLessThan(64 * 1_024 * 1_024);
    expect(report()).toMatchObject({ sent: 1, reason: null });
  });

  it('waits longer and longer, up to five minutes, and gives up after a day', async () => {
    const courier = courierTo('http://a.example/', {
      poster: {
        post: () => Promise.reject(new DialError('no-answer', 'no answer')),
        close: () => Promise.resolve(),
      },
    });
    const begun = clock.nowMs();
    const delivered = courier.deliver([storedAlarm(1), storedAlarm(2)], run());
    const waits: number[] = [];
    let isOver = false as boolean;
    void delivered.then(() => (isOver = true));
    for (;;) {
      await until(
        () => isOver || clock.timers === 1,
        () => JSON.stringify(report()),
      );
      if (isOver) {
        break;
      }
      const seconds = Number(/again in (\d+) s/.exec(report().reason ?? '')?.[1]);
      waits.push(seconds);
      await clock.advance(seconds * 1_000);
    }
    expect(waits.slice(0, 9)).toEqual([1, 2, 5, 10, 30, 60, 120, 300, 300]);
    expect(clock.nowMs() - begun).toBeGreaterThanOrEqual(dayMs);
    expect(clock.nowMs() - begun).toBeLessThan(dayMs + 301_000);
    // The second one was as old and was not waited for once more.
    expect(report()).toMatchObject({ state: 'failing', failed: 2, sent: 0 });
    expect(report().reason).toBe('alarm 2 was given up: it could not be delivered for a day');
    expect(passed).toEqual([1, 2]);
    expect(log.lines).toHaveLength(1);
  });

  it('tries a server again that refuses connections', async () => {
    const delivered = courierTo(`http://127.0.0.1:${await closedPort()}/`).deliver(
      [storedAlarm(1)],
      run(),
    );
    delivered.catch(() => undefined);
    await until(() => report().reason === 'it refuses connections on this port; again in 1 s');
    expect(passed).toEqual([]);
  });

  it('sends alarms of its severity only', async () => {
    const port = await hook((response) => response.end());
    const courier = courierTo(`http://127.0.0.1:${port}/`, { minSeverity: 'warning' });
    const batch = (['info', 'warning', 'critical'] as const).map((severity, index) =>
      storedAlarm(index + 1, { severity }),
    );
    await courier.deliver(batch, run());
    expect(
      seen.map(({ body }) => (JSON.parse(body) as { alarm: { id: number } }).alarm.id),
    ).toEqual([2, 3]);
    expect(report()).toMatchObject({ sent: 2, skipped: 1 });
  });

  it('gives no alarm to a server whose certificate is not trusted', async () => {
    const [cert, key] = ['recorder-certificate.pem', 'recorder-key.pem'].map((name) =>
      readFileSync(join(certificates, name)),
    );
    let requests = 0;
    const port = await listen(
      createSecureServer({ cert, key }, (_request, response) => {
        requests += 1;
        response.end();
      }),
    );
    const delivered = courierTo(`https://127.0.0.1:${port}/`).deliver([storedAlarm(1)], run());
    delivered.catch(() => undefined);
    await until(() => report().state === 'retrying');
    expect(report().reason).toBe('its certificate is refused: it is self-signed; again in 1 s');
    expect(requests).toBe(0);
  });

  it('ends at once with the gateway', async () => {
    const port = await hook(() => undefined);
    const delivered = courierTo(`http://127.0.0.1:${port}/`).deliver([storedAlarm(1)], run());
    const ended = expect(delivered).rejects.toThrow('the gateway ends');
    await until(() => seen.length === 1);
    ending.abort(new Error('the gateway ends'));
    await ended;
    expect(passed).toEqual([]);
    expect(clock.timers).toBe(0);
  });
});
