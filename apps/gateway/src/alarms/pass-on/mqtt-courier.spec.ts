import { createServer } from 'node:net';
import { join } from 'node:path';
import { systemClock } from '../../net/clock.js';
import { ManualClock } from '../../net/testing/manual-clock.js';
import { until } from '../../recorders/testing/until.js';
import { DeliveryAccount } from './delivery-account.js';
import { MqttCourier } from './mqtt-courier.js';
import { MqttLink, type MqttLinkOptions } from './mqtt-link.js';
import { brokerUser, TestBroker } from './testing/mosquitto.js';
import { Subscriber } from './testing/subscriber.js';
import { MemoryLog, storedAlarm } from './testing/stored-alarms.js';
import { closedPort, testServers } from './testing/test-server.js';

const topic = 'casement/alarms';
const certificates = join(import.meta.dirname, '../../net/testing');

describe('MqttCourier', () => {
  const { listen } = testServers();
  const ends: (() => Promise<void>)[] = [];
  let clock: ManualClock;
  let log: MemoryLog;
  let account: DeliveryAccount;
  let passed: number[];
  let ending: AbortController;
  const report = () => account.report({ waiting: 0, dropped: 0 });
  const run = () => ({ passed: (id: number) => passed.push(id), signal: ending.signal });
  const alarms = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => storedAlarm(from + index));

  beforeEach(() => {
    clock = new ManualClock();
    log = new MemoryLog();
    account = new DeliveryAccount({ kind: 'mqtt', address: 'broker' }, { clock, log });
    passed = [];
    ending = new AbortController();
  });

  afterEach(async () => {
    ending.abort(new Error('the test ends'));
    for (const end of ends.splice(0).reverse()) {
      await end();
    }
  });

  const startBroker = async (
    certificate?: Parameters<typeof TestBroker.start>[0],
  ): Promise<TestBroker> => {
    const broker = await TestBroker.start(certificate);
    ends.push(() => broker.remove());
    return broker;
  };

  const subscribe = async ({ port }: TestBroker): Promise<Subscriber> => {
    const subscriber = await Subscriber.of(port, topic);
    ends.push(() => subscriber.end());
    return subscriber;
  };

  const courierTo = (
    url: string,
    options: Partial<MqttLinkOptions & { qos: 0 | 1 }> = {},
  ): MqttCourier => {
    const link = {
      url,
      ...brokerUser,
      clientId: 'casement-021b7c001234',
      statusTopic: `${topic}/status`,
      clock,
      ...options,
    };
    const courier = new MqttCourier({
      open: (signal) => MqttLink.open(link, signal),
      account,
      clock,
      topic,
      qos: options.qos ?? 1,
      random: () => 0,
    });
    ends.push(() => courier.close());
    courier.start();
    return courier;
  };
  const courierOf = ({ port }: TestBroker, options = {}): MqttCourier =>
    courierTo(`mqtt://127.0.0.1:${port}`, options);

  /** Lets as much time pass as the courier says that it waits, whenever it says so, until something is true. */
  const whenTrue = (condition: () => boolean): Promise<void> => {
    let waited: string | null = null;
    return until(
      condition,
      () => JSON.stringify(report()),
      async () => {
        const { reason } = report();
        if (reason !== waited) {
          waited = reason;
          await clock.advance(Number(/again in (\d+) s/.exec(reason ?? '')?.[1] ?? 0) * 1_000);
        }
      },
    );
  };

  it('publishes by recorder and kind, and moves on after the acknowledgement', async () => {
    const broker = await startBroker();
    const subscriber = await subscribe(broker);
    const courier = courierOf(broker);
    const batch = [
      storedAlarm(1),
      storedAlarm(2, { recorder: null, kind: 'fault' }),
      storedAlarm(3, { kind: 'recovery' }),
    ];
    await courier.deliver(batch, run());
    expect(passed).toEqual([1, 2, 3]);
    await until(() => subscriber.ids.length === 3);
    expect(subscriber.heard.slice(-3)).toEqual(
      [`${topic}/hq/alarm`, `${topic}/unknown/fault`, `${topic}/hq/recovery`].map(
        (name, index) => ({
          topic: name,
          payload: JSON.stringify({ event: 'alarm', alarm: batch[index]?.alarm }),
          retain: false,
        }),
      ),
    );
    expect(report()).toMatchObject({ sent: 3, reason: null });
  });

  it('is online while it is connected, and offline for everybody who comes later', async () => {
    const broker = await startBroker();
    const early = await subscribe(broker);
    const courier = courierOf(broker);
    await until(() => early.states.length === 1);
    await courier.close();
    await until(() => early.states.length === 2);
    expect(early.states).toEqual(['online', 'offline']);
    const late = await subscribe(broker);
    await until(() => late.states.length === 1);
    expect(late.heard).toEqual([{ topic: `${topic}/status`, payload: 'offline', retain: true }]);
  });

  it('loses nothing and keeps the order when the broker is killed in the middle', async () => {
    const broker = await startBroker();
    const before = await subscribe(broker);
    const courier = courierOf(broker);
    await courier.deliver(alarms(1, 20), run());
    await until(() => before.ids.length === 20);

    broker.pause();
    const delivered = courier.deliver(alarms(21, 120), run());
    await broker.kill();
    await until(() => report().state === 'retrying');
    expect(report().reason).toMatch(/^it closed the connection; again in 1 s$/);
    expect(passed).toHaveLength(20);

    await broker.start();
    const after = await subscribe(broker);
    await whenTrue(() => passed.length === 120);
    await delivered;
    await until(() => after.ids.includes(120));
    const heard = [...before.ids, ...after.ids];
    expect([...new Set(heard)]).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
    expect(passed).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
    expect(after.states).toContain('online');
    expect(report()).toMatchObject({ sent: 120, reason: null });
    expect(log.lines).toEqual([
      'warn mqtt broker: it closed the connection; again in 1 s',
      'info mqtt broker takes alarms again',
    ]);
  });

  it('gives a broker up that acknowledges nothing, and comes back', async () => {
    const broker = await startBroker();
    const courier = courierOf(broker);
    await courier.deliver(alarms(1, 1), run());
    broker.pause();
    const delivered = courier.deliver(alarms(2, 3), run());
    await clock.advance(30_000);
    await until(() => report().reason === 'it acknowledged nothing for 30 s; again in 1 s');
    broker.resume();
    await whenTrue(() => passed.length === 3);
    await delivered;
    expect(passed).toEqual([1, 2, 3]);
  });

  it('connects again after an interruption without alarms', async () => {
    const broker = await startBroker();
    courierOf(broker);
    const early = await subscribe(broker);
    await until(() => early.states.length > 0);
    await broker.kill();
    await until(() => report().state === 'retrying');
    await broker.start();
    const late = await subscribe(broker);
    await whenTrue(() => late.states.includes('online'));
    await until(() => report().reason === null);
    expect(report().state).toBe('idle');
  });

  it('says that the password is refused, and never which', async () => {
    const broker = await startBroker();
    const password = 'hunter2';
    const courier = courierOf(broker, { password });
    const delivered = courier.deliver(alarms(1, 1), run());
    delivered.catch(() => undefined);
    await whenTrue(() => report().state === 'failing');
    expect(report().reason).toMatch(
      /^it refuses us: user name and password are wrong or missing; again in \d+ s$/,
    );
    expect(JSON.stringify([report(), log.lines])).not.toContain(password);
    expect(passed).toEqual([]);
  });

  it('waits longer and longer for a broker that is not there', async () => {
    courierTo(`mqtt://127.0.0.1:${await closedPort()}`);
    const waits: number[] = [];
    while (waits.length < 8) {
      await until(() => report().reason !== null && clock.timers === 1);
      const seconds = Number(/again in (\d+) s/.exec(report().reason ?? '')?.[1]);
      waits.push(seconds);
      const before = clock.nowMs();
      await clock.advance(seconds * 1_000 - 1);
      expect(clock.timers).toBe(1);
      account.well();
      await clock.advance(1);
      expect(clock.nowMs() - before).toBe(seconds * 1_000);
    }
    expect(waits).toEqual([1, 2, 5, 10, 30, 60, 60, 60]);
  });

  it('gives a server up that says nothing', async () => {
    const port = await listen(createServer());
    courierTo(`mqtt://127.0.0.1:${port}`);
    await until(() => clock.timers === 1);
    await clock.advance(10_000);
    await until(() => report().reason === 'no answer within 10 s; again in 1 s');
  });

  it('gives no password to a broker whose certificate is not trusted', async () => {
    const broker = await startBroker({
      certFile: join(certificates, 'recorder-certificate.pem'),
      keyFile: join(certificates, 'recorder-key.pem'),
    });
    courierTo(`mqtts://127.0.0.1:${broker.port}`);
    await until(() => report().reason !== null);
    expect(report().reason).toBe('its certificate is refused: it is self-signed; again in 1 s');
  });

  it('publishes without acknowledgements too (QoS 0)', async () => {
    const broker = await startBroker();
    const subscriber = await subscribe(broker);
    const courier = courierOf(broker, { qos: 0 });
    await courier.deliver(alarms(1, 50), run());
    await until(() => subscriber.ids.length === 50);
    expect(passed).toHaveLength(50);
  });

  it('ends at once with the gateway, connected or not', async () => {
    const courier = courierTo(`mqtt://127.0.0.1:${await closedPort()}`, { clock: systemClock });
    const delivered = expect(courier.deliver(alarms(1, 1), run())).rejects.toThrow('ends');
    ending.abort(new Error('the gateway ends'));
    await delivered;
    await courier.close();
    expect(clock.timers).toBe(0);
  });
});
