import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { createRandom } from '../random.js';
import { waitFor } from '../testing/wait-for.js';
import type { Line } from './line.js';
import { Listener } from './listener.js';

const listeners: Listener[] = [];

afterEach(async () => {
  await Promise.all(listeners.splice(0).map((listener) => listener.close()));
});

async function open(host = '127.0.0.1', largestPiece?: number) {
  const lines: Line[] = [];
  const listener = await Listener.open({
    host,
    port: 0,
    conditions: { largestPiece: () => largestPiece, random: createRandom(1) },
    onLine: (line) => lines.push(line),
  });
  listeners.push(listener);
  return { listener, lines };
}

async function dial(listener: Listener, host = '127.0.0.1'): Promise<Socket> {
  const socket = connect(listener.port, host);
  await once(socket, 'connect');
  return socket;
}

/** The line that serves the connection made last. */
async function lineAt(lines: readonly Line[], index: number): Promise<Line> {
  await waitFor('a line', () => lines.length > index);
  return lines[index]!;
}

describe('listener', () => {
  it('says its address in a form that a client on this machine can use', async () => {
    const { listener, lines } = await open('::');
    expect(listener.url).toBe(`http://127.0.0.1:${listener.port}`);
    const socket = await dial(listener);
    expect((await lineAt(lines, 0)).remoteAddress).toBe('127.0.0.1');
    socket.destroy();
    const six = await open('::1');
    expect(six.listener.url).toBe(`http://[::1]:${six.listener.port}`);
  });

  it('comes back on its port once somebody else gives it free', async () => {
    const { listener } = await open();
    const { port } = listener;
    listener.goDown();
    const other = createServer();
    other.listen(port, '127.0.0.1');
    await once(other, 'listening');
    const back = listener.comeBack();
    setImmediate(() => other.close());
    await back;
    expect(listener.port).toBe(port);
    (await dial(listener)).destroy();
  });

  it('stays down when it went down again meanwhile', async () => {
    const { listener } = await open();
    listener.goDown();
    const back = listener.comeBack();
    listener.goDown();
    await back;
    await expect(dial(listener)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('line', () => {
  it.each([1, 3, 1_000])(
    'delivers in pieces of at most %d bytes what was written',
    async (largest) => {
      const { listener, lines } = await open('127.0.0.1', largest);
      const socket = await dial(listener);
      const received: Buffer[] = [];
      socket.on('data', (chunk: Buffer) => received.push(chunk));
      const line = await lineAt(lines, 0);
      const sent = Buffer.from(Array.from({ length: 500 }, (_, at) => at % 256));
      line.write(sent.subarray(0, 200));
      line.end(sent.subarray(200));
      await once(socket, 'end');
      expect(Buffer.concat(received)).toEqual(sent);
      socket.destroy();
    },
  );

  it('neither sends, reads nor closes while silent, and then does all of it', async () => {
    const { listener, lines } = await open();
    const socket = await dial(listener);
    const line = await lineAt(lines, 0);
    const heard: string[] = [];
    const read: string[] = [];
    line.on('data', (chunk: Buffer) => read.push(chunk.toString()));
    socket.on('data', (chunk: Buffer) => heard.push(chunk.toString()));
    socket.on('end', () => heard.push('end'));
    listener.silence();
    line.end('answer');
    socket.write('question');
    // Another connection goes all the way to the kernel and back meanwhile.
    (await dial(listener)).destroy();
    expect([heard, read]).toEqual([[], []]);
    listener.restore();
    await waitFor('all of it', () => heard.length === 2 && read.length === 1);
    expect([heard, read]).toEqual([['answer', 'end'], ['question']]);
    socket.destroy();
  });

  it('breaks with a reset', async () => {
    const { listener, lines } = await open();
    const socket = await dial(listener);
    (await lineAt(lines, 0)).reset();
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
  });
});
