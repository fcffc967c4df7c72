import { SelectedPath } from './selected-path.js';
import type { DatagramSender } from './selected-path.js';
import type { SocketAddress } from './viewer-socket.js';

class RecordingSender implements DatagramSender {
  readonly sent: SocketAddress[] = [];

  send(_datagram: Buffer, to: SocketAddress): void {
    this.sent.push(to);
  }
}

describe('SelectedPath', () => {
  const datagram = Buffer.from([0x80]);
  const overIpv6 = { address: '2001:db8::7', port: 40_000 };
  const overIpv4 = { address: '192.0.2.7', port: 41_000 };

  it('sends nothing before the browser has nominated a pair', () => {
    const path = new SelectedPath();
    expect(path.send(datagram)).toBe(false);
    expect(path.address).toBeUndefined();
  });

  it('follows the browser from one socket to another and back', () => {
    const path = new SelectedPath();
    const ipv6 = new RecordingSender();
    const ipv4 = new RecordingSender();
    path.nominate(ipv6, overIpv6);
    path.send(datagram);
    path.nominate(ipv4, overIpv4);
    path.send(datagram);
    path.send(datagram);
    path.nominate(ipv6, overIpv6);
    expect(path.send(datagram)).toBe(true);
    expect(ipv6.sent).toEqual([overIpv6, overIpv6]);
    expect(ipv4.sent).toEqual([overIpv4, overIpv4]);
    expect(path.address).toEqual(overIpv6);
  });
});
