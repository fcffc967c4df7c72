import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { negotiationDefect } from '../negotiation-error.js';
import { TcpClient } from './fixtures/tcp-client.js';
import { UdpClient } from './fixtures/udp-client.js';
import { ViewerPort } from './viewer-port.js';

async function takeTcp(port: number): Promise<() => Promise<unknown>> {
  const server = createServer().listen(port, '0.0.0.0');
  await once(server, 'listening');
  return () => once(server.close(), 'close');
}

async function takeUdp(port: number): Promise<() => Promise<unknown>> {
  const socket = createSocket('udp4');
  socket.bind(port);
  await once(socket, 'listening');
  return () => once(socket.close(), 'close');
}

/** A number that was free a moment ago, with some room behind it. */
async function freePort(): Promise<number> {
  const port = await ViewerPort.open({ tcp: true });
  await port.close();
  return Math.min(port.port, 65_000);
}

describe('ViewerPort', () => {
  it('has one number for all families and transports', async () => {
    const port = await ViewerPort.open({ tcp: true });
    const { udp4, udp6, tcp4, tcp6 } = port.addresses;
    expect([udp4, udp6, tcp4, tcp6]).toEqual(new Array(4).fill(port.port));
    await port.close();
  });

  it('opens only what is wanted', async () => {
    const port = await ViewerPort.open({ tcp: false, families: [6] });
    expect(port.addresses).toEqual({
      udp4: undefined,
      udp6: port.port,
      tcp4: undefined,
      tcp6: undefined,
    });
    await port.close();
  });

  it('leaves out a family whose address the machine does not have', async () => {
    const localAddresses = { ipv4: '127.0.0.1', ipv6: '2001:db8::77' };
    const port = await ViewerPort.open({ tcp: true, localAddresses });
    expect(port.addresses).toMatchObject({ udp4: port.port, udp6: undefined, tcp6: undefined });
    await port.close();
  });

  it('takes the first number of the range that is free for UDP and TCP', async () => {
    const from = await freePort();
    const release = [await takeTcp(from), await takeUdp(from + 1)];
    const port = await ViewerPort.open({ tcp: true, ports: [from, from + 5] });
    expect(port.port).toBeGreaterThan(from + 1);
    expect(port.port).toBeLessThanOrEqual(from + 5);
    await port.close();
    await Promise.all(release.map((each) => each()));
  });

  it('gives ports opened at the same time different numbers', async () => {
    const from = await freePort();
    const ports = [from, from + 20] as const;
    const opened = await Promise.all(
      Array.from({ length: 4 }, () => ViewerPort.open({ tcp: true, ports })),
    );
    expect(new Set(opened.map(({ port }) => port)).size).toBe(4);
    await Promise.all(opened.map((port) => port.close()));
  });

  it('says what is in the way when the range is exhausted, and keeps nothing of it', async () => {
    const from = await freePort();
    const releaseTcp = await takeTcp(from);
    const failed: unknown = await ViewerPort.open({ tcp: true, ports: [from, from] }).catch(
      (error: unknown) => error,
    );
    expect(negotiationDefect(failed)).toBe('no-port');
    expect(String(failed)).toContain(`${from} (TCP over IPv4: EADDRINUSE)`);
    const releaseUdp = await takeUdp(from);
    await releaseUdp();
    await releaseTcp();
    const nowhere = { tcp: true, localAddresses: { ipv4: '192.0.2.77', ipv6: '2001:db8::77' } };
    const homeless: unknown = await ViewerPort.open(nowhere).catch((error: unknown) => error);
    expect(negotiationDefect(homeless)).toBe('no-port');
    expect(String(homeless)).toContain('none of the addresses');
  });

  it('hands datagrams on, refuses connections while nobody listens, and frees its number', async () => {
    const port = await ViewerPort.open({ tcp: true });
    const to = { address: '127.0.0.1', port: port.port };
    const early = await TcpClient.open(to);
    await early.closed;
    const client = await UdpClient.open(to);
    const arrived = new Promise((resolve) => {
      port.listen({
        datagram: (datagram, end, address, from) =>
          resolve([datagram.length, end.family, address, from]),
        connection: (socket) => socket.destroy(),
      });
    });
    await client.send(new Uint8Array(3));
    await expect(arrived).resolves.toEqual([3, 4, '127.0.0.1', client.port]);
    await client.close();
    await port.close();
    await port.close();
    expect(port.isClosed).toBe(true);
    const again = await ViewerPort.open({ tcp: true, ports: [port.port, port.port] });
    await again.close();
  });
});
