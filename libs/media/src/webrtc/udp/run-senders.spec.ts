import { jest } from '@jest/globals';
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { NativeLibrary } from '../srtp/native-library.js';
import { openNativeLibrary } from '../srtp/native-library.js';
import { OffloadSender } from './offload-sender.js';
import { maxRunBytes } from './run-sender.js';
import type { RunSender } from './run-sender.js';
import { SingleSender } from './single-sender.js';

const hosts = { 4: '127.0.0.1', 6: '::1' } as const;
const sockets: Socket[] = [];

async function boundSocket(family: 4 | 6 = 4): Promise<Socket> {
  const socket = createSocket({ type: family === 4 ? 'udp4' : 'udp6', recvBufferSize: 400_000 });
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.bind(0, hosts[family]);
  await once(socket, 'listening');
  return socket;
}

/** The next datagrams of a socket. */
async function datagrams(socket: Socket, count: number): Promise<Buffer[]> {
  const received: Buffer[] = [];
  return new Promise((resolve) => {
    socket.on('message', (datagram) => {
      received.push(datagram);
      if (received.length === count) {
        resolve(received);
      }
    });
  });
}

async function nativeLibrary(): Promise<NativeLibrary> {
  const library = await openNativeLibrary();
  if (typeof library === 'string') {
    throw new Error(library);
  }
  return library;
}

async function openSender(name: RunSender['name']): Promise<RunSender> {
  return name === 'single' ? new SingleSender() : new OffloadSender(await nativeLibrary());
}

/** A run whose bytes tell where they were. */
function runOf(bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, index) => index ^ (index >> 8));
}

afterEach(() => {
  sockets.splice(0).forEach((socket) => socket.close());
});

describe.each(['single', 'offload'] as const)('the %s sender', (name) => {
  it.each([
    { family: 4, packets: 1, last: 1_222 },
    { family: 4, packets: 1, last: 30 },
    { family: 4, packets: 4, last: 700 },
    { family: 4, packets: 44, last: 1_222 },
    { family: 6, packets: 1, last: 1_222 },
    { family: 6, packets: 44, last: 23 },
  ] as const)(
    'delivers $packets datagrams over IPv$family, the last of $last bytes',
    async (run) => {
      const sender = await openSender(name);
      const [from, to] = [await boundSocket(run.family), await boundSocket(run.family)];
      const bytes = runOf((run.packets - 1) * 1_222 + run.last);
      const expected = Buffer.from(bytes);
      const received = datagrams(to, run.packets);
      const destination = sender.open(from, run.family, hosts[run.family], to.address().port);

      expect(sender.send(bytes, 1_222, destination)).toBe('sent');
      bytes.fill(0);
      const found = await received;
      expect(found.map((datagram) => datagram.length)).toEqual([
        ...new Array<number>(run.packets - 1).fill(1_222),
        run.last,
      ]);
      expect(Buffer.concat(found).equals(expected)).toBe(true);
    },
  );

  it('sends to many destinations from one socket in one turn', async () => {
    const sender = await openSender(name);
    const from = await boundSocket();
    const receivers = await Promise.all([1, 2, 3, 4, 5].map(() => boundSocket()));
    const received = Promise.all(receivers.map((to) => datagrams(to, 3)));
    const run = new Uint8Array(300);
    for (const [nth, to] of receivers.entries()) {
      run.fill(nth);
      const destination = sender.open(from, 4, '127.0.0.1', to.address().port);
      expect(sender.send(run, 100, destination)).toBe('sent');
    }

    for (const [nth, found] of (await received).entries()) {
      expect(Buffer.concat(found).equals(Buffer.alloc(300, nth))).toBe(true);
    }
  });

  it('fails on a closed socket', async () => {
    const sender = await openSender(name);
    const from = await boundSocket();
    const destination = sender.open(from, 4, '127.0.0.1', 9);
    sockets.splice(sockets.indexOf(from), 1);
    from.close();

    expect(sender.send(new Uint8Array(100), 100, destination)).toBe('failed');
  });

  it('fails with what is no run, and with destinations of another sender', async () => {
    const sender = await openSender(name);
    const from = await boundSocket();
    const destination = sender.open(from, 4, '127.0.0.1', from.address().port);

    expect(sender.send(new Uint8Array(maxRunBytes + 1), 1_222, destination)).toBe('failed');
    expect(sender.send(new Uint8Array(0), 1_222, destination)).toBe('failed');
    expect(sender.send(new Uint8Array(10), 0, destination)).toBe('failed');
    expect(sender.send(new Uint8Array(450), 10, destination)).toBe('failed');
    expect(sender.send(new Uint8Array(4), 4, { address: '127.0.0.1', port: 9 })).toBe('failed');
  });
});

describe('SingleSender', () => {
  it('tells a refused packet with the next run', async () => {
    const sender = new SingleSender();
    const from = await boundSocket();
    // A socket bound to loopback cannot reach anybody else: EINVAL, on Linux and elsewhere.
    const destination = sender.open(from, 4, '192.0.2.1', 9);
    const outcomes = [sender.send(new Uint8Array(10), 10, destination)];
    await new Promise((done) => setImmediate(done));
    outcomes.push(sender.send(new Uint8Array(10), 10, destination));

    expect(outcomes).toEqual(['sent', 'failed']);
  });

  it('is blocked while the system has not taken what it was given', async () => {
    const sender = new SingleSender();
    const from = await boundSocket();
    const destination = sender.open(from, 4, '127.0.0.1', from.address().port);
    const queue = jest.spyOn(from, 'getSendQueueSize').mockReturnValue(1_222);
    const send = jest.spyOn(from, 'send');

    expect(sender.send(new Uint8Array(10), 10, destination)).toBe('blocked');
    expect(send).not.toHaveBeenCalled();
    queue.mockReturnValue(0);
    expect(sender.send(new Uint8Array(10), 10, destination)).toBe('sent');
  });

  it('holds bytes of its own for a node that does not send at once', async () => {
    const [from, to] = [await boundSocket(), await boundSocket()];
    const unknown = new Proxy(from, {
      ownKeys: () => [],
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const sender = new SingleSender();
    const received = datagrams(to, 2);
    const destination = sender.open(unknown, 4, '127.0.0.1', to.address().port);
    const run = new Uint8Array(50).fill(1);
    sender.send(run, 50, destination);
    run.fill(2);
    sender.send(run, 50, destination);
    run.fill(3);

    expect((await received).map(([first]) => first)).toEqual([1, 2]);
  });
});

describe('OffloadSender', () => {
  /** The real library with a `sendmsg` that fails as told, and how often it was called. */
  async function failing(fails: (call: number) => number) {
    const library = await nativeLibrary();
    let calls = 0;
    let error = 0;
    const sender = new OffloadSender({
      ...library,
      find: (declaration) => {
        const real = library.find(declaration);
        return (...parameters) => {
          error = fails(calls++);
          return error === 0 ? real(...parameters) : -1;
        };
      },
      errno: () => error,
    });
    const [from, to] = [await boundSocket(), await boundSocket()];
    const destination = sender.open(from, 4, '127.0.0.1', to.address().port);
    return { sender, destination, to, calls: () => calls };
  }
  const { EAGAIN, ENOBUFS, EIO, EINVAL, EPERM } = constants.errno;

  it.each([
    { error: EAGAIN, outcome: 'blocked' },
    { error: ENOBUFS, outcome: 'blocked' },
    { error: EPERM, outcome: 'failed' },
  ])('is $outcome by error $error', async ({ error, outcome }) => {
    const { sender, destination, calls } = await failing(() => error);

    expect(sender.send(new Uint8Array(30), 10, destination)).toBe(outcome);
    expect(calls()).toBe(1);
  });

  it.each([EIO, EINVAL])('goes on packet by packet after error %d', async (error) => {
    const { sender, destination, to, calls } = await failing((call) => (call === 0 ? error : 0));
    const received = datagrams(to, 5);

    expect(sender.send(runOf(30), 10, destination)).toBe('sent');
    expect(calls()).toBe(4);
    expect(sender.send(runOf(15), 10, destination)).toBe('sent');
    expect(calls()).toBe(6);
    expect((await received).map(({ length }) => length)).toEqual([10, 10, 10, 10, 5]);
  });

  it('fails when packet by packet stops in the middle, and is blocked when it does not begin', async () => {
    const stops = await failing((call) => (call === 0 ? EIO : call === 2 ? EAGAIN : 0));
    expect(stops.sender.send(runOf(30), 10, stops.destination)).toBe('failed');

    const blocked = await failing((call) => (call === 0 ? EIO : EAGAIN));
    expect(blocked.sender.send(runOf(30), 10, blocked.destination)).toBe('blocked');
  });

  it('fails with an address of the other family', async () => {
    const sender = new OffloadSender(await nativeLibrary());
    const destination = sender.open(await boundSocket(), 4, '::1', 9);

    expect(sender.send(new Uint8Array(10), 10, destination)).toBe('failed');
  });

  it('sends from changing memories', async () => {
    const sender = new OffloadSender(await nativeLibrary());
    const [from, to] = [await boundSocket(), await boundSocket()];
    const destination = sender.open(from, 4, '127.0.0.1', to.address().port);
    const received = datagrams(to, 40);
    for (let nth = 0; nth < 40; nth += 1) {
      const memory =
        nth % 2 === 0 ? new Uint8Array(8) : new Uint8Array(new SharedArrayBuffer(5_000));
      const run = memory.subarray(nth % 3, (nth % 3) + 4).fill(nth);
      expect(sender.send(run, 4, destination)).toBe('sent');
    }

    expect(Buffer.concat(await received)).toEqual(
      Buffer.from(Array.from({ length: 160 }, (_, at) => at >> 2)),
    );
  });
});
