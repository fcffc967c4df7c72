import { createServer } from 'node:net';
import { ManualClock, settle } from '../../net/testing/manual-clock.js';
import { until } from '../../recorders/testing/until.js';
import { FrameSender, type FrameSenderOptions } from './frame-sender.js';
import { closedPort, TestReceiver, testServers } from './testing/test-server.js';

const frame = Buffer.from('c000020a000126112107080941010000000a0005', 'hex');

describe('FrameSender', () => {
  const { listen } = testServers();
  const clock = new ManualClock();
  const senders: FrameSender[] = [];
  const never = new AbortController().signal;

  const senderTo = (port: number, options: Partial<FrameSenderOptions> = {}): FrameSender => {
    const sender = new FrameSender({ target: { host: '127.0.0.1', port }, clock, ...options });
    senders.push(sender);
    return sender;
  };

  afterEach(() => {
    senders.splice(0).forEach((sender) => sender.close());
  });

  it('sends the whole frame and closes', async () => {
    const receiver = new TestReceiver();
    const sender = senderTo(await listen(receiver.server));
    await sender.send(frame, never);
    await sender.send(frame, never);
    await until(() => receiver.frames.length === 2);
    expect(receiver.frames).toEqual([frame.toString('hex'), frame.toString('hex')]);
  });

  it('says why there is no connection', async () => {
    await expect(senderTo(await closedPort()).send(frame, never)).rejects.toMatchObject({
      name: 'DialError',
      message: 'it refuses connections on this port',
    });
  });

  it('waits for no more than 5 s', async () => {
    const sender = senderTo(1818, {
      target: { host: 'nowhere.invalid', port: 1818 },
      lookup: () => undefined,
    });
    const sent = expect(sender.send(frame, never)).rejects.toThrow('it did not answer within 5 s');
    await clock.advance(4_999);
    expect(clock.timers).toBe(1);
    await clock.advance(1);
    await sent;
    expect(clock.timers).toBe(0);
  });

  it('counts as sent what a receiver took before it reset the connection (A2)', async () => {
    let resets = 0;
    const port = await listen(
      createServer((socket) => {
        socket.once('data', () => {
          resets += 1;
          socket.resetAndDestroy();
        });
      }),
    );
    await senderTo(port).send(frame, never);
    await until(() => resets === 1);
    await settle();
  });

  it('does not wait for a receiver that never reads and never closes, and keeps a few of its connections', async () => {
    const server = createServer({ pauseOnConnect: true, allowHalfOpen: true });
    const port = await listen(server);
    const sender = senderTo(port);
    for (let index = 0; index < 40; index += 1) {
      await sender.send(frame, never);
    }
    await settle();
    // One timer for each connection that is kept.
    expect(clock.timers).toBeLessThanOrEqual(16);
    await clock.advance(10_000);
    await until(() => clock.timers === 0);
  });

  it('is given up when the gateway ends', async () => {
    const ending = new AbortController();
    const sender = senderTo(1818, {
      target: { host: 'nowhere.invalid', port: 1818 },
      lookup: () => undefined,
    });
    const sent = expect(sender.send(frame, ending.signal)).rejects.toThrow('the gateway ends');
    ending.abort(new Error('the gateway ends'));
    await sent;
    await expect(sender.send(frame, ending.signal)).rejects.toThrow('the gateway ends');
    expect(clock.timers).toBe(0);
  });

  it('fails when the connection is reset before everything was written', async () => {
    const port = await listen(
      createServer((socket) => {
        socket.once('data', () => socket.resetAndDestroy());
      }),
    );
    // More than the system takes at once.
    const endless = Buffer.alloc(32 * 1_024 * 1_024);
    await expect(senderTo(port).send(endless, never)).rejects.toMatchObject({
      name: 'DialError',
      message: 'it closed the connection',
    });
  });
});
