import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import fc from 'fast-check';
import { LossyLink, LossyRelay } from './lossy-relay.js';
import { until } from './until.js';

const opened: { close(): void }[] = [];

afterEach(() => {
  opened.splice(0).forEach((one) => one.close());
});

async function bind(): Promise<Socket> {
  const socket = createSocket('udp4');
  opened.push(socket);
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

function keep(relay: LossyRelay): LossyRelay {
  opened.push(relay);
  return relay;
}

describe('LossyLink', () => {
  it('decides the same for the same seed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, loss) => {
        const fates = (): (number | undefined)[] => {
          const link = new LossyLink({ loss, delayMs: 20, jitterMs: 5 }, seed);
          return Array.from({ length: 50 }, (_, index) => link.arrivalMs(1_200, index));
        };
        expect(fates()).toEqual(fates());
      }),
    );
  });

  it('loses about the share that it should', () => {
    const link = new LossyLink({ loss: 0.05, delayMs: 0 }, 7);
    for (let index = 0; index < 20_000; index++) {
      link.arrivalMs(100, index);
    }
    expect(link.statistics.lost).toBeGreaterThan(900);
    expect(link.statistics.lost).toBeLessThan(1_100);
    expect(link.statistics.lost + link.statistics.forwarded).toBe(20_000);
  });

  it('keeps to its speed and drops what does not fit into its queue', () => {
    const link = new LossyLink({ loss: 0, delayMs: 10, mbps: 8, queueBytes: 3_000 }, 1);
    const arrivals = Array.from({ length: 4 }, () => link.arrivalMs(1_000, 0));
    expect(arrivals).toEqual([11, 12, 13, undefined]);
    expect(link.statistics.overflowed).toBe(1);
    expect(link.arrivalMs(1_000, 3)).toBe(14);
  });

  it('changes its ways from the next datagram on', () => {
    const link = new LossyLink({ loss: 1, delayMs: 0 }, 1);
    expect(link.arrivalMs(1, 0)).toBeUndefined();
    link.change({ loss: 0, delayMs: 0 });
    expect(link.arrivalMs(1, 0)).toBe(0);
  });
});

describe('LossyRelay', () => {
  it('carries datagrams both ways and tells clients apart', async () => {
    const target = await bind();
    target.on('message', (datagram, { port }) =>
      target.send(`${datagram.toString()}!`, port, '127.0.0.1'),
    );
    const perfect = { loss: 0, delayMs: 0 };
    const relay = keep(
      await LossyRelay.open({
        target: { host: '127.0.0.1', port: target.address().port },
        up: perfect,
        down: { loss: 0, delayMs: 5 },
      }),
    );
    const ask = async (text: string): Promise<string> => {
      const client = await bind();
      client.send(text, relay.address.port, relay.address.host);
      const [answer] = (await once(client, 'message')) as [Buffer];
      return answer.toString();
    };
    expect(await Promise.all([ask('one'), ask('two')])).toEqual(['one!', 'two!']);
    expect(relay.up.statistics).toEqual({ forwarded: 2, lost: 0, overflowed: 0 });
    expect(relay.down.statistics).toEqual({ forwarded: 2, lost: 0, overflowed: 0 });
  });

  it('loses what it should lose and counts it', async () => {
    const target = await bind();
    const relay = keep(
      await LossyRelay.open({
        target: { host: '127.0.0.1', port: target.address().port },
        up: { loss: 1, delayMs: 0 },
        down: { loss: 0, delayMs: 0 },
      }),
    );
    const client = await bind();
    for (let index = 0; index < 5; index++) {
      client.send('x', relay.address.port, relay.address.host);
    }
    await until('five datagrams to be lost', 5_000, () => relay.up.statistics.lost === 5);
    expect(relay.up.statistics.forwarded).toBe(0);
  });

  it('closes twice', async () => {
    const relay = await LossyRelay.open({
      target: { host: '127.0.0.1', port: 9 },
      up: { loss: 0, delayMs: 0 },
      down: { loss: 0, delayMs: 0 },
    });
    relay.close();
    expect(() => relay.close()).not.toThrow();
  });
});
