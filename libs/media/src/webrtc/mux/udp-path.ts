import type { RunDestination, RunSender } from '../udp/run-sender.js';
import { withoutZone } from '../stun/transport-address.js';
import type { UdpEnd } from './udp-end.js';
import type { ViewerPath } from './viewer-path.js';

/** Where a datagram came from. */
export type UdpOrigin = {
  readonly transport: 'udp';
  readonly key: string;
  readonly end: UdpEnd;
  /** With its zone, if it has one. */
  readonly address: string;
  readonly port: number;
};

/** The origin of a datagram. Its key leaves the zone out: the socket's answers may be named without it. */
export function udpOrigin(end: UdpEnd, address: string, port: number): UdpOrigin {
  const key = `udp${end.family} ${withoutZone(address)} ${port}`;
  return { transport: 'udp', key, end, address, port };
}

/** Datagrams between a socket of ours and one address. */
export class UdpPath implements ViewerPath {
  readonly key: string;
  readonly transport = 'udp';
  /** Without a zone. */
  readonly address: string;
  readonly port: number;
  readonly destination: RunDestination;
  readonly queuedBytes = 0;
  readonly #origin: UdpOrigin;
  readonly #isClosed: () => boolean;

  /** @param isClosed whether the port has been closed: then nothing is sent any more */
  constructor(origin: UdpOrigin, sender: RunSender, isClosed: () => boolean) {
    const { key, end, address, port } = origin;
    this.key = key;
    this.address = withoutZone(address);
    this.port = port;
    this.destination = sender.open(end.socket, end.family, address, port);
    this.#origin = origin;
    this.#isClosed = isClosed;
  }

  /** For single packets. The bytes are copied: a socket whose buffer is full keeps them for later. */
  send(packet: Uint8Array): void {
    if (!this.#isClosed()) {
      const { end, address, port } = this.#origin;
      end.socket.send(Buffer.from(packet), port, address);
    }
  }
}
