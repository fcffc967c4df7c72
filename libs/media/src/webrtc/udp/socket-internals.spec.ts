import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { fstatSync } from 'node:fs';
import { socketDescriptor } from './socket-internals.js';

/** The contract with node's own dgram (verified with Node 24): read `socket-internals.ts` when this fails. */
describe('socketDescriptor', () => {
  async function boundSocket() {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return socket;
  }

  it('is a socket of the system while the socket is open', async () => {
    const socket = await boundSocket();
    const descriptor = socketDescriptor(socket)!;

    expect(fstatSync(descriptor.fd).isSocket()).toBe(true);
    expect(descriptor.isOpen).toBe(true);
    socket.close();
    expect(descriptor.isOpen).toBe(false);
    expect(socketDescriptor(socket)).toBeUndefined();
  });

  it('does not exist before the socket is bound', () => {
    const socket = createSocket('udp4');

    expect(socketDescriptor(socket)).toBeUndefined();
    socket.close();
  });

  it('makes send synchronous: the bytes are free at once', async () => {
    const [from, to] = [await boundSocket(), await boundSocket()];
    socketDescriptor(from)!.sendAtOnce();
    const bytes = Buffer.from('sent');
    const received = once(to, 'message');
    from.send(bytes, to.address().port, '127.0.0.1');
    bytes.write('gone');

    const [datagram] = (await received) as [Buffer];
    expect(datagram.toString()).toBe('sent');
    from.close();
    to.close();
  });
});
