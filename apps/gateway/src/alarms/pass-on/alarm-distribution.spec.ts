import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { parseAlarm, SecretText } from '@casement/protocol';
import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import type { AlarmsConfig } from '../../config/config.js';
import { parseConfig } from '../../config/load-config.js';
import { systemClock } from '../../net/clock.js';
import { ManualClock } from '../../net/testing/manual-clock.js';
import { until } from '../../recorders/testing/until.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { AlarmDistribution } from './alarm-distribution.js';
import { PassOnMetrics } from './pass-on-metrics.js';
import { MemoryAlarms, MemoryCursors } from './testing/stored-alarms.js';
import { closedPort, TestReceiver, testServers } from './testing/test-server.js';

describe('AlarmDistribution', () => {
  const { listen } = testServers();
  const folder = temporaryFolder('casement-pass-on-');
  const running: AlarmDistribution[] = [];
  let store: MemoryAlarms;
  let cursors: MemoryCursors;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  beforeEach(() => {
    store = new MemoryAlarms();
    cursors = new MemoryCursors();
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((it) => it.beforeApplicationShutdown()));
  });

  const start = (alarms: Partial<AlarmsConfig>, clock = systemClock): AlarmDistribution => {
    const config = parseConfig({ baseDir: folder.path, env: {} });
    const merged = { ...config, alarms: { ...config.alarms, ...alarms } };
    const distribution = new AlarmDistribution(merged, clock, store, cursors);
    running.push(distribution);
    distribution.onApplicationBootstrap();
    return distribution;
  };
  const target = (port: number) => ({ host: '127.0.0.1', port });
  const webhook = (url: string) => ({
    url,
    secret: new SecretText('the secret of the tests'),
    minSeverity: 'info' as const,
  });
  /** All destinations know where they begin. */
  const begun = (count: number) => until(() => cursors.places.size === count);

  it('does nothing, and makes nothing, until something is configured', () => {
    expect(start({}).destinations).toEqual([]);
    expect(store.questions).toBe(0);
  });

  it('forwards in order, as one and the same device also after a restart', async () => {
    const receiver = new TestReceiver();
    const forward = [target(await listen(receiver.server))];
    const first = start({ forward });
    await begun(1);
    store.add(3);
    await until(() => receiver.frames.length === 3);
    await first.beforeApplicationShutdown();
    store.add(2);
    expect(receiver.frames).toHaveLength(3);
    start({ forward });
    await until(() => receiver.frames.length === 5);
    const macs = receiver.frames.map(
      (hex) => parseAlarm(Buffer.from(hex, 'hex'), { receivedMs: 0 }).senders.at(-1)?.mac,
    );
    expect(new Set(macs).size).toBe(1);
    expect(macs[0]).toMatch(/^02:/);
    expect(first.destinations).toEqual([
      {
        kind: 'forward',
        address: `127.0.0.1:${forward[0]?.port}`,
        state: 'idle',
        reason: null,
        sent: 3,
        failed: 0,
        skipped: 0,
        waiting: 2,
        dropped: 0,
        lastSentAt: expect.any(String),
      },
    ]);
  });

  it('lets nobody wait for a destination that is dead, silent or slow', async () => {
    const clock = new ManualClock();
    const receiver = new TestReceiver();
    const bodies: string[] = [];
    const web = await listen(
      createHttpServer((request, response) => {
        request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
        request.on('end', () => response.end());
      }),
    );
    const hanging = await listen(createHttpServer(() => undefined));
    const silent = await listen(createServer());
    const distribution = start(
      {
        forward: [target(await closedPort()), target(await listen(receiver.server))],
        webhooks: [webhook(`http://127.0.0.1:${hanging}/`), webhook(`http://127.0.0.1:${web}/`)],
        mqtt: { url: `mqtt://127.0.0.1:${silent}`, topic: 'casement/alarms', qos: 1 },
      },
      clock,
    );
    await begun(5);
    store.add(120);
    await until(() => receiver.frames.length === 120 && bodies.length === 120);
    const [dead, , , , broker] = distribution.destinations;
    expect(dead).toMatchObject({ state: 'retrying', sent: 0, waiting: 120 });
    expect(broker).toMatchObject({ state: 'sending', sent: 0, waiting: 120 });
    expect(bodies.map((body) => (JSON.parse(body) as { alarm: { id: number } }).alarm.id)).toEqual(
      Array.from({ length: 120 }, (_, index) => index + 1),
    );
  });

  it('asks again after 5 s when the database does not answer', async () => {
    const clock = new ManualClock();
    const receiver = new TestReceiver();
    store.trouble = new Error('gone');
    start({ forward: [target(await listen(receiver.server))] }, clock);
    await until(() => clock.timers === 1);
    store.trouble = undefined;
    await clock.advance(5_000);
    await begun(1);
    store.add(1);
    await until(() => receiver.frames.length === 1);
  });

  it('tells destinations apart that differ only in their secrets, and shows none', async () => {
    const distribution = start({
      webhooks: ['one', 'two'].map((token) =>
        webhook(`http://user:${token}-password@127.0.0.1:1/in?token=${token}-hush`),
      ),
      mqtt: {
        url: 'mqtt://127.0.0.1:1',
        username: 'casement',
        password: new SecretText('hunter2'),
        topic: 'casement/alarms',
        qos: 1,
      },
    });
    expect(distribution.destinations.map(({ kind, address }) => [kind, address])).toEqual([
      ['webhook', 'http://127.0.0.1:1/in'],
      ['webhook', 'http://127.0.0.1:1/in (2)'],
      ['mqtt', 'mqtt://127.0.0.1:1/casement/alarms'],
    ]);
    await begun(3);
    store.add(1);
    await until(() => distribution.destinations.every(({ reason }) => reason !== null));
    const shown = JSON.stringify([distribution.destinations, [...cursors.places.keys()]]);
    expect(shown).not.toMatch(/password|hush|hunter2|the secret/);
  });

  it('counts for the metrics, by kind and address', async () => {
    const receiver = new TestReceiver();
    const port = await listen(receiver.server);
    const distribution = start({ forward: [target(port)] });
    const registry = new Registry();
    expect(new PassOnMetrics(registry, distribution)).toBeDefined();
    await begun(1);
    store.add(2);
    store.add(1, {}, '');
    await until(() => distribution.destinations[0]?.skipped === 1);
    const page = await registry.metrics();
    const labels = `kind="forward",address="127.0.0.1:${port}"`;
    expect(page).toContain(`casement_alarm_destination_sent_total{${labels}} 2`);
    expect(page).toContain(`casement_alarm_destination_failed_total{${labels}} 0`);
    expect(page).toContain(`casement_alarm_destination_skipped_total{${labels},rule="own"} 1`);
    expect(page).toContain(`casement_alarm_destination_waiting{${labels}} 0`);
    expect(page).toContain(`casement_alarm_destination_dropped_total{${labels}} 0`);
    expect(page).toContain(`casement_alarm_destination_well{${labels}} 1`);
  });
});
