import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { PacketQueue } from './fixtures/packet-queue.js';
import { plainSender } from './fixtures/plain-sender.js';
import { bindUdp, closeUdp } from './udp-end.js';
import type { UdpEnd } from './udp-end.js';
import { UdpPath, udpOrigin } from './udp-path.js';

async function opened(): Promise<UdpEnd> {
  const end = await bindUdp(4, 0, '127.0.0.1');
  if (!('socket' in end)) {
    throw end;
  }
  return end;
}

describe('UdpPath', () => {
  it('is named without the zone of a link-local address, and sends with it', async () => {
    const end = await opened();
    const origin = udpOrigin({ ...end, family: 6 }, 'fe80::1%eth0', 5_000);
    const path = new UdpPath(origin, plainSender, () => false);
    expect(path.key).toBe('udp6 fe80::1 5000');
    expect(path.address).toBe('fe80::1');
    expect(path.destination).toEqual({ address: 'fe80::1%eth0', port: 5_000 });
    await closeUdp(end);
  });

  it('sends a copy, and nothing through a closed port', async () => {
    const receiver = createSocket('udp4').bind(0, '127.0.0.1');
    await once(receiver, 'listening');
    const arrived = new PacketQueue();
    receiver.on('message', (packet) => arrived.push(packet));
    const end = await opened();
    let isClosed = false;
    const origin = udpOrigin(end, '127.0.0.1', receiver.address().port);
    const path = new UdpPath(origin, plainSender, () => isClosed);
    const packet = Uint8Array.of(1, 2, 3);
    path.send(packet);
    packet.fill(0);
    expect(await arrived.next()).toEqual(Buffer.of(1, 2, 3));
    await closeUdp(end);
    isClosed = true;
    path.send(packet);
    expect(arrived.size).toBe(0);
    await once(receiver.close(), 'close');
  });
});
