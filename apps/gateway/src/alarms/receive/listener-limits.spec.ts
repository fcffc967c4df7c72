import { Logger } from '@nestjs/common';
import { ManualClock, settle } from '../../net/testing/manual-clock.js';
import { until } from '../../recorders/testing/until.js';
import { IDLE_MS } from './alarm-listener.js';
import { MAX_CONNECTIONS, MAX_CONNECTIONS_PER_SOURCE } from './connection-table.js';
import { alarmVector as vector } from './testing/alarm-vectors.js';
import { ListenerRig, type ListenerRigOptions, Sender } from './testing/listener-rig.js';

describe('limits of the AlarmListener', () => {
  const rigs: ListenerRig[] = [];

  beforeAll(() => {
    Logger.overrideLogger(false);
  });
  afterEach(async () => {
    await Promise.all(rigs.splice(0).map((rig) => rig.close()));
  });

  async function rigOf(options: ListenerRigOptions = {}): Promise<ListenerRig> {
    const rig = new ListenerRig(options);
    rigs.push(rig);
    await until(() => rig.listener.status.listening);
    return rig;
  }

  describe('rate', () => {
    const burst = (count: number): Buffer =>
      Buffer.concat(Array.from({ length: count }, () => vector('AL01')));

    it('hands over no more than the rate of a source, and loses nothing', async () => {
      const clock = new ManualClock();
      const rig = await rigOf({ clock, ratePerSource: 100 });
      const sender = await rig.sender();
      const other = await rig.sender('127.0.0.2');
      void sender.write(burst(1_000));
      await other.end(vector('AL02'));
      await until(() => rig.arrivals.length === 101);
      await settle();
      expect(rig.arrivals).toHaveLength(101);
      await clock.advance(1_000);
      expect(rig.arrivals).toHaveLength(201);
      let seconds = 1;
      while (rig.arrivals.length < 1_001 && seconds < 30) {
        await clock.advance(1_000);
        seconds += 1;
      }
      expect(rig.arrivals).toHaveLength(1_001);
      expect(seconds).toBeGreaterThanOrEqual(9);
      expect(rig.counters).toMatchObject({ dropped: 0, messages: 1_001, delayed: 900 });
      expect(rig.listener.waitingBytes).toBe(0);
    });

    it('does not read a source that has to wait, so that it has to wait itself', async () => {
      const clock = new ManualClock();
      const rig = await rigOf({ clock, ratePerSource: 4_000 });
      const sender = await rig.sender();
      sender.socket.end(burst(20_000));
      await until(() => rig.listener.waitingBytes >= 8_192 * 20);
      await settle();
      // One read more, of 64 KiB.
      const before = rig.counters['messages'] ?? 0;
      expect(before).toBeLessThan(8_192 + 4_000 + 3_277);
      expect(sender.isClosed).toBe(false);
      await clock.advance(2_000);
      await until(() => rig.counters['messages']! > before);
      for (let second = 0; rig.arrivals.length < 20_000 && second < 60; second += 1) {
        await clock.advance(1_000);
      }
      await sender.closed;
      expect(rig.counters).toMatchObject({ messages: 20_000, dropped: 0, 'timed-out': 0 });
    });

    it('does not take a source that has to wait for a silent one', async () => {
      const clock = new ManualClock();
      const rig = await rigOf({ clock, ratePerSource: 1 });
      const sender = await rig.sender();
      sender.socket.end(burst(20_000));
      await until(() => rig.listener.waitingBytes >= 8_192 * 20);
      await clock.advance(IDLE_MS * 2);
      expect(rig.listener.status).toMatchObject({ connections: 1 });
      expect(rig.counters).toMatchObject({ dropped: 0, 'timed-out': 0 });
    });

    it('hands over what waits when the gateway ends', async () => {
      const rig = await rigOf({ clock: new ManualClock(), ratePerSource: 10 });
      const sender = await rig.sender();
      await sender.write(burst(200));
      await until(() => rig.counters['messages'] === 200);
      expect(rig.arrivals).toHaveLength(10);
      await rig.listener.onModuleDestroy();
      expect(rig.arrivals).toHaveLength(200);
      expect(rig.listener.status).toMatchObject({ listening: false, connections: 0 });
    });
  });

  describe('many connections', () => {
    it('serves 500 at once, and again, of forty sources', async () => {
      const rig = await rigOf();
      const sources = Array.from({ length: 500 }, (_, index) => `127.0.2.${(index % 40) + 1}`);
      for (let wave = 0; wave < 2; wave += 1) {
        const senders = await Promise.all(sources.map((source) => rig.sender(source)));
        await Promise.all(senders.map((sender) => sender.end(vector('AL01'))));
      }
      await until(() => rig.arrivals.length === 1_000);
      await until(() => rig.listener.status.connections === 0);
      expect(rig.counters).toMatchObject({ connections: 1_000, messages: 1_000, dropped: 0 });
    }, 30_000);

    it('has no more open than it may, whoever wants them', async () => {
      const clock = new ManualClock();
      const rig = await rigOf({ clock });
      const port = rig.listener.address?.port ?? 0;
      const { counters } = rig.listener;
      const senders: Sender[] = [];
      const taken = (): number =>
        counters.connections + counters.refused['source-limit'] + counters.refused['total-limit'];
      while (senders.length < 2_000) {
        senders.push(new Sender(port, `127.0.3.${(senders.length % 20) + 1}`));
        if (senders.length % 500 === 0) {
          await until(() => taken() === senders.length);
        }
      }
      const { status } = rig.listener;
      expect(status.connections).toBe(MAX_CONNECTIONS);
      expect(status.counters).toMatchObject({ displaced: 0, 'refused-total-limit': 976 });
      // A second of silence, and they keep nobody out any more.
      await clock.advance(1_000);
      await (await rig.sender('127.0.4.1')).end(vector('AL03'));
      await until(() => rig.arrivals.length === 1);
      expect(rig.counters).toMatchObject({ displaced: 1, 'refused-total-limit': 976 });
      await clock.advance(IDLE_MS + 2_000);
      await Promise.all(senders.map(({ closed }) => closed));
      expect(rig.listener.status.connections).toBe(0);
      await (await rig.sender()).end(vector('AL01'));
      await until(() => rig.arrivals.length === 2);
    }, 30_000);

    it('closes the oldest idle one of a source for a newer one', async () => {
      const clock = new ManualClock();
      const rig = await rigOf({ clock });
      const senders: Sender[] = [];
      for (let count = 0; count < MAX_CONNECTIONS_PER_SOURCE; count += 1) {
        senders.push(await rig.sender());
        await until(() => rig.listener.status.connections === count + 1);
        await clock.advance(1);
      }
      const early = await rig.sender();
      await early.closed;
      expect(rig.counters).toMatchObject({ 'refused-source-limit': 1, displaced: 0 });
      await clock.advance(1_000);
      const late = await rig.sender();
      await senders[0]!.closed;
      await late.end(vector('AL01'));
      await until(() => rig.arrivals.length === 1);
      expect(rig.counters).toMatchObject({ displaced: 1, 'refused-source-limit': 1 });
      expect(senders.filter(({ isClosed }) => isClosed)).toEqual([senders[0]]);
    });
  });
});
