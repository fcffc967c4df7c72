import { createServer } from 'node:net';
import { ManualClock, settle } from '../../net/testing/manual-clock.js';
import { until } from '../../recorders/testing/until.js';
import { DeliveryAccount } from './delivery-account.js';
import { forwardAddress, ForwardCourier } from './forward-courier.js';
import { FrameSender } from './frame-sender.js';
import type { RelayFrame } from './relay-frame.js';
import { MemoryLog, storedAlarm } from './testing/stored-alarms.js';
import { closedPort, TestReceiver, testServers } from './testing/test-server.js';

describe('ForwardCourier', () => {
  const { listen, stop } = testServers();
  let clock: ManualClock;
  let log: MemoryLog;
  let account: DeliveryAccount;
  let attemptsMs: number[];
  let underWay: number;
  let passed: number[];
  let ending: AbortController;
  const report = () => account.report({ waiting: 0, dropped: 0 });

  beforeEach(() => {
    clock = new ManualClock();
    log = new MemoryLog();
    account = new DeliveryAccount({ kind: 'forward', address: '127.0.0.1:1818' }, { clock, log });
    attemptsMs = [];
    underWay = 0;
    passed = [];
    ending = new AbortController();
  });

  /** Remembers when each attempt began. */
  const courierTo = (port: number, retries = 2): ForwardCourier => {
    const sender = new FrameSender({ target: { host: '127.0.0.1', port }, clock });
    return new ForwardCourier({
      sender: {
        send: (bytes, signal) => {
          attemptsMs.push(clock.nowMs());
          underWay += 1;
          return sender.send(bytes, signal).finally(() => (underWay -= 1));
        },
        close: () => sender.close(),
      },
      account,
      clock,
      retries,
      relayFrame: ({ bytes, alarm }): RelayFrame =>
        alarm.title === 'loop' ? { skip: 'loop' } : { bytes },
    });
  };
  const run = () => ({ passed: (id: number) => passed.push(id), signal: ending.signal });

  /** Lets two seconds pass whenever the courier waits for them. */
  const patiently = async (delivered: Promise<void>): Promise<void> => {
    const over: true[] = [];
    const isOver = () => over.length > 0;
    const ended = delivered.finally(() => over.push(true));
    while (!isOver()) {
      await until(() => underWay === 0);
      await settle();
      if (!isOver() && underWay === 0) {
        await clock.advance(2_000);
      }
    }
    await ended;
  };

  it('tries a receiver that refuses at 0, 2 and 4 s, then counts the alarm as failed (AL32)', async () => {
    const delivered = courierTo(await closedPort()).deliver([storedAlarm(1)], run());
    await until(() => report().state === 'retrying');
    expect(report().reason).toBe(
      'it refuses connections on this port; attempt 1 of 3, the next one in 2 s',
    );
    await clock.advance(1_999);
    expect(attemptsMs).toEqual([0]);
    await clock.advance(1);
    await until(() => report().reason?.includes('attempt 2 of 3') === true);
    await clock.advance(2_000);
    await delivered;
    expect(attemptsMs).toEqual([0, 2_000, 4_000]);
    expect(passed).toEqual([1]);
    expect(report()).toMatchObject({
      state: 'failing',
      reason:
        'it refuses connections on this port; alarm 1 was given up, the next one is tried once',
      sent: 0,
      failed: 1,
    });
    expect(clock.timers).toBe(0);
  });

  it.each([0, 1, 5])('tries %i times more', async (retries) => {
    await patiently(courierTo(await closedPort(), retries).deliver([storedAlarm(1)], run()));
    expect(attemptsMs).toHaveLength(retries + 1);
  });

  it('tries once each while nothing arrives, and as usual after something did', async () => {
    const port = await closedPort();
    const courier = courierTo(port);
    await patiently(
      courier.deliver(
        [1, 2, 3].map((id) => storedAlarm(id)),
        run(),
      ),
    );
    expect(attemptsMs).toEqual([0, 2_000, 4_000, 4_000, 4_000]);
    expect(report()).toMatchObject({ state: 'failing', failed: 3 });

    const receiver = new TestReceiver();
    await listen(receiver.server, port);
    await courier.deliver(
      [4, 5].map((id) => storedAlarm(id)),
      run(),
    );
    await until(() => receiver.frames.length === 2);
    expect(report()).toMatchObject({ reason: null, sent: 2, failed: 3 });

    await stop(receiver.server);
    await patiently(courier.deliver([storedAlarm(6)], run()));
    expect(attemptsMs).toHaveLength(5 + 2 + 3);
    expect(passed).toEqual([1, 2, 3, 4, 5, 6]);
    expect(log.lines).toEqual([
      expect.stringMatching(/^warn forward 127\.0\.0\.1:1818: it refuses connections/),
      'info forward 127.0.0.1:1818 takes alarms again',
      expect.stringMatching(/^warn forward/),
    ]);
  });

  it('gives old alarms up without an attempt while nothing arrives', async () => {
    const old = { receivedAt: '2026-11-21T07:03:00.000Z' };
    const courier = courierTo(await closedPort(), 0);
    const batch = [storedAlarm(1, old), storedAlarm(2, old), storedAlarm(3)];
    await courier.deliver(batch, run());
    expect(attemptsMs).toHaveLength(2);
    expect(report()).toMatchObject({ failed: 3 });
  });

  it('skips what the rules keep back, without a connection', async () => {
    const courier = courierTo(await closedPort());
    await courier.deliver([storedAlarm(1, { title: 'loop' })], run());
    expect(attemptsMs).toEqual([]);
    expect(passed).toEqual([1]);
    expect(report()).toMatchObject({ state: 'idle', skipped: 1, failed: 0 });
    expect(account.skips).toEqual(new Map([['loop', 1]]));
  });

  it('goes on with the next alarm after a receiver that resets each connection', async () => {
    const port = await listen(
      createServer((socket) => {
        socket.resume().once('data', () => socket.resetAndDestroy());
      }),
    );
    await patiently(
      courierTo(port).deliver(
        [1, 2, 3].map((id) => storedAlarm(id)),
        run(),
      ),
    );
    expect(passed).toEqual([1, 2, 3]);
  });

  it('ends at once with the gateway and says nothing about the alarm under way', async () => {
    const courier = courierTo(await closedPort());
    const delivered = expect(courier.deliver([storedAlarm(1)], run())).rejects.toThrow('ends');
    await until(() => report().state === 'retrying');
    ending.abort(new Error('the gateway ends'));
    await delivered;
    await courier.close();
    expect(passed).toEqual([]);
    expect(clock.timers).toBe(0);
  });

  it('shows IPv6 addresses in brackets', () => {
    expect(forwardAddress({ host: 'fd00::1', port: 1818 })).toBe('[fd00::1]:1818');
    expect(forwardAddress({ host: 'guard.example', port: 1819 })).toBe('guard.example:1819');
  });
});
