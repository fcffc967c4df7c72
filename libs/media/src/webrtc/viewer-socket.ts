import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { randomInt } from 'node:crypto';
import { negotiationError } from './negotiation-error.js';

/** A socket address; `address` is an IP address. */
export type SocketAddress = { readonly address: string; readonly port: number };

/** Options of {@link ViewerSocket.open}. */
export type ViewerSocketOptions = {
  readonly family: 4 | 6;
  /** First and last port that may be used. Default: the system chooses. */
  readonly ports?: readonly [number, number] | undefined;
};

/** What a socket tells its owner. */
export type ViewerSocketListener = (datagram: Buffer, from: SocketAddress) => void;

/** Holds an IDR of 1 MB; the system may grant less. */
const wantedBufferBytes = 1_048_576;

/**
 * The UDP socket of one viewer. werift would open one per network address, probe the port range by binding
 * and closing (two joins at once then get the same port), and leave the socket without an `error`
 * listener, so that one ICMP error ends the process.
 */
export class ViewerSocket {
  readonly #socket: Socket;
  #errors = 0;
  #isClosed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => {
      this.#errors += 1;
    });
  }

  /**
   * Binds a socket to every address of this machine, on a random free port of the range.
   *
   * @throws {MediaError} kind `negotiation`, `no-port`, when the whole range is taken.
   */
  static async open({ family, ports }: ViewerSocketOptions): Promise<ViewerSocket> {
    for (const port of portsToTry(ports)) {
      const socket = await bind(family, port);
      if (socket) {
        return new ViewerSocket(socket);
      }
    }
    const range = ports ? `${ports[0]}-${ports[1]}` : 'any';
    throw negotiationError('no-port', `no UDP port of ${range} is free for a further viewer`, {
      range,
    });
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Send and receive errors since the start: ICMP errors, full buffers. */
  get errors(): number {
    return this.#errors;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Bytes that were handed over but not yet taken by the system. */
  get queuedBytes(): number {
    return this.#isClosed ? 0 : this.#socket.getSendQueueSize();
  }

  listen(listener: ViewerSocketListener): void {
    this.#socket.on('message', (datagram, { address, port }) => {
      // Link-local senders come with their interface: fe80::1%eth0.
      listener(datagram, { address: address.split('%')[0] ?? address, port });
    });
  }

  send(datagram: Uint8Array, to: SocketAddress): void {
    if (!this.#isClosed) {
      this.#socket.send(datagram, to.port, to.address);
    }
  }

  /** Idempotent; resolves when the port is free again. */
  async close(): Promise<void> {
    if (this.#isClosed) {
      return;
    }
    this.#isClosed = true;
    await new Promise<void>((resolve) => {
      this.#socket.close(() => resolve());
    });
  }
}

/** Begins anywhere in the range, so that a port just given back is not reused at once. */
function portsToTry(ports: readonly [number, number] | undefined): number[] {
  if (!ports) {
    return [0];
  }
  const [from, to] = ports;
  const count = to - from + 1;
  const start = randomInt(count);
  return Array.from({ length: count }, (_, index) => from + ((start + index) % count));
}

async function bind(family: 4 | 6, port: number): Promise<Socket | undefined> {
  const socket = createSocket(
    family === 4
      ? { type: 'udp4', sendBufferSize: wantedBufferBytes, recvBufferSize: 262_144 }
      : {
          type: 'udp6',
          ipv6Only: true,
          sendBufferSize: wantedBufferBytes,
          recvBufferSize: 262_144,
        },
  );
  return new Promise((resolve) => {
    socket.once('error', () => {
      socket.close();
      resolve(undefined);
    });
    socket.bind(port, () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}
