import { ViewerSocket } from './viewer-socket.js';

describe('ViewerSocket', () => {
  it('exchanges datagrams and survives a peer that is gone', async () => {
    const a = await ViewerSocket.open({ family: 4 });
    const b = await ViewerSocket.open({ family: 4 });
    const arrived = new Promise((resolve) => {
      b.listen((datagram, from) => resolve([datagram.toString(), from.port]));
    });
    a.send(Buffer.from('picture'), { address: '127.0.0.1', port: b.port });
    await expect(arrived).resolves.toEqual(['picture', a.port]);
    const port = b.port;
    await b.close();
    a.send(Buffer.from('late'), { address: '127.0.0.1', port });
    a.send(Buffer.from('nowhere'), { address: '127.0.0.1', port: 1 });
    await a.close();
    await a.close();
    expect(a.isClosed).toBe(true);
    a.send(Buffer.from('after the end'), { address: '127.0.0.1', port });
    expect(a.queuedBytes).toBe(0);
  });

  it('gives concurrent viewers different ports of a small range', async () => {
    const first = await ViewerSocket.open({ family: 4 });
    const from = first.port;
    await first.close();
    const ports = [from, from + 3] as const;
    const opened = await Promise.allSettled(
      Array.from({ length: 4 }, () => ViewerSocket.open({ family: 4, ports })),
    );
    const sockets = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(sockets.length).toBeGreaterThan(0);
    expect(new Set(sockets.map(({ port }) => port)).size).toBe(sockets.length);
    await Promise.all(sockets.map((socket) => socket.close()));
  });
});
