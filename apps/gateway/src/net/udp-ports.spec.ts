import { createSocket } from 'node:dgram';
import { NoUdpPortError, plainAddress, UdpPorts } from './udp-ports.js';
import type { UdpReceiver } from './udp-ports.js';

async function send(text: string, port: number): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise((resolve) => socket.send(text, port, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => {
    socket.close(() => resolve());
  });
}

describe('UdpPorts', () => {
  const open: UdpReceiver[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.close()));
  });

  async function receiver(
    ports: UdpPorts,
    from: readonly string[],
    onDatagram: (datagram: Buffer, arrivalMs: number) => void = () => undefined,
  ): Promise<UdpReceiver> {
    const opened = await ports.open({ from, onDatagram, nowMs: () => 42 });
    open.push(opened);
    return opened;
  }

  it('gives even ports, each once, and says when the range is taken', async () => {
    const ports = new UdpPorts({ from: 21_001, to: 21_006 });
    const given = [(await receiver(ports, [])).port, (await receiver(ports, [])).port];
    given.push((await receiver(ports, [])).port);
    expect(given.sort()).toEqual([21_002, 21_004, 21_006]);
    await expect(
      ports.open({ from: [], onDatagram: () => undefined, nowMs: () => 0 }),
    ).rejects.toThrow(
      new NoUdpPortError('no even UDP port of 21002-21006 is free for a further camera'),
    );
    await open.shift()?.close();
    expect((await receiver(ports, [])).port % 2).toBe(0);
  });

  it('begins where it is told to, so that threads do not meet', async () => {
    const range = { from: 21_300, to: 21_399 };
    const [first, second] = [new UdpPorts(range), new UdpPorts(range, 0.5)];
    expect((await receiver(first, [])).port).toBe(21_300);
    expect((await receiver(second, [])).port).toBe(21_350);
  });

  it('says when there is no even port at all', async () => {
    const none = new UdpPorts({ from: 21_001, to: 21_001 });
    await expect(
      none.open({ from: [], onDatagram: () => undefined, nowMs: () => 0 }),
    ).rejects.toThrow('no even port');
  });

  it("takes the recorder's datagrams with their time and drops those of strangers", async () => {
    const ports = new UdpPorts({ from: 21_100, to: 21_200 });
    const arrived = new Promise((resolve) => {
      void receiver(ports, ['127.0.0.1'], (datagram, arrivalMs) =>
        resolve([datagram.toString(), arrivalMs]),
      ).then(({ port }) => send('picture', port));
    });
    await expect(arrived).resolves.toEqual(['picture', 42]);
    const seen: string[] = [];
    const guarded = await receiver(ports, ['192.0.2.1'], (datagram) =>
      seen.push(datagram.toString()),
    );
    await send('intruder', guarded.port);
    while (guarded.strangers === 0) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    expect(seen).toEqual([]);
  });

  it.each([
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['2001:db8::1', '2001:db8::1'],
  ])('reads the address %s as %s', (address, plain) => {
    expect(plainAddress(address)).toBe(plain);
  });
});
