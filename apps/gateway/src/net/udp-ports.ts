import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';

/** Takes the datagrams of one port. */
export type DatagramListener = (datagram: Buffer, arrivalMs: number) => void;

/** Options of {@link UdpPorts.open}. */
export type UdpReceiverOptions = {
  /** The addresses that may send, as IP addresses; everything else is dropped and counted. */
  readonly from: readonly string[];
  readonly onDatagram: DatagramListener;
  readonly nowMs: () => number;
};

/** An IDR of 1 MB arrives in one go, and the event loop may be busy for some 10 ms. */
const receiveBufferBytes = 2 * 1024 * 1024;

/** Every port of the range is taken. */
export class NoUdpPortError extends Error {
  override readonly name = 'NoUdpPortError';
}

/** An open port that receives one recorder's packets. */
export class UdpReceiver {
  readonly #socket: Socket;
  #strangers = 0;
  #errors = 0;
  #closing: Promise<void> | undefined;

  constructor(socket: Socket, { from, onDatagram, nowMs }: UdpReceiverOptions) {
    this.#socket = socket;
    const senders = new Set(from);
    socket.on('error', () => {
      this.#errors += 1;
    });
    socket.on('message', (datagram, { address }) => {
      if (senders.has(plainAddress(address))) {
        onDatagram(datagram, nowMs());
      } else {
        this.#strangers += 1;
      }
    });
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Datagrams of other senders than the recorder. */
  get strangers(): number {
    return this.#strangers;
  }

  get errors(): number {
    return this.#errors;
  }

  /** Idempotent; resolves when the port is free again. */
  close(): Promise<void> {
    this.#closing ??= new Promise<void>((resolve) => {
      this.#socket.close(() => resolve());
    });
    return this.#closing;
  }
}

/** The even ports of a range, on which recorders are told to send RTP (RFC 3550 section 11). */
export class UdpPorts {
  readonly #ports: readonly number[];
  #next = 0;

  /**
   * @param start where in the range to begin, 0 up to 1: threads that share a range do not take each other's
   *   ports in turn
   */
  constructor({ from, to }: { readonly from: number; readonly to: number }, start = 0) {
    const first = from + (from % 2);
    const count = Math.max(0, Math.floor((to - first) / 2) + 1);
    this.#ports = Array.from({ length: count }, (_, index) => first + index * 2);
    this.#next = Math.floor(count * start);
  }

  /**
   * Binds the next free even port. Goes round, so that a port just closed is not reused while a recorder
   * may still send to it.
   *
   * @throws {NoUdpPortError} when the whole range is taken
   */
  async open(options: UdpReceiverOptions): Promise<UdpReceiver> {
    for (let left = this.#ports.length; left > 0; left -= 1) {
      const socket = await bind(this.#takeNext());
      if (socket) {
        return new UdpReceiver(socket, options);
      }
    }
    const [first, last] = [this.#ports[0], this.#ports.at(-1)];
    throw new NoUdpPortError(
      first === undefined
        ? 'the range of RTP ports has no even port'
        : `no even UDP port of ${first}-${last ?? first} is free for a further camera`,
    );
  }

  #takeNext(): number {
    const port = this.#ports[this.#next % this.#ports.length] ?? 0;
    this.#next += 1;
    return port;
  }
}

/** Dual-stack, because a recorder's name may lead to either family; IPv4 alone where there is no IPv6. */
async function bind(port: number): Promise<Socket | undefined> {
  const dualStack = await bindFamily('udp6', port);
  return dualStack === 'no-such-family'
    ? toSocket(await bindFamily('udp4', port))
    : toSocket(dualStack);
}

type Bound = Socket | 'taken' | 'no-such-family';

function toSocket(bound: Bound): Socket | undefined {
  return typeof bound === 'string' ? undefined : bound;
}

async function bindFamily(type: 'udp4' | 'udp6', port: number): Promise<Bound> {
  const socket = createSocket({ type, recvBufferSize: receiveBufferBytes });
  return new Promise((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      const isTaken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      resolve(isTaken ? 'taken' : 'no-such-family');
    });
    socket.bind(port, () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

/** `::ffff:192.0.2.1` and `fe80::1%eth0` as the address alone. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').split('%')[0] ?? address;
}
