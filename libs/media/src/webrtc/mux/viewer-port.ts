import type { Socket as TcpSocket } from 'node:net';
import { negotiationError } from '../negotiation-error.js';
import type { PlaneAddresses } from '../plane/viewer-plane.js';
import { bindSockets, closeSockets } from './bind-sockets.js';
import type { BoundSockets } from './bind-sockets.js';
import type { UdpEnd } from './udp-end.js';

/** Options of {@link ViewerPort.open}. */
export type ViewerPortOptions = {
  /** First and last number that may be used. Default: the system chooses. */
  readonly ports?: readonly [number, number] | undefined;
  /** Whether to listen for TCP connections too. */
  readonly tcp: boolean;
  /** Default: both. One that the machine does not have is left out. */
  readonly families?: readonly (4 | 6)[];
  /** Where to listen. Default: every address of the machine. */
  readonly localAddresses?: { readonly ipv4?: string; readonly ipv6?: string };
};

/** What comes to a port. */
export type ViewerPortListener = {
  /** `address` may have a zone (fe80::1%eth0). The datagram may be kept. */
  datagram(datagram: Uint8Array, end: UdpEnd, address: string, port: number): void;
  /** A connection that the listener owns from now on. */
  connection(socket: TcpSocket): void;
};

/** When the system chooses a number for UDP, another program may have it for TCP; then another is tried. */
const maxSystemChoices = 32;
/** Of an exhausted range, so many causes are told. */
const maxToldCauses = 3;

/**
 * One port number for all viewers of a thread: UDP over IPv4 and IPv6, and TCP. It knows nothing of what is
 * sent; {@link ViewerMux} does.
 */
export class ViewerPort {
  readonly #sockets: BoundSockets;
  #errors = 0;
  #closed: Promise<void> | undefined;
  #listener: ViewerPortListener | undefined;

  private constructor(sockets: BoundSockets) {
    this.#sockets = sockets;
    for (const end of sockets.udp) {
      end.socket.on('error', () => {
        this.#errors += 1;
      });
      end.socket.on('message', (datagram, { address, port }) => {
        this.#listener?.datagram(datagram, end, address, port);
      });
    }
    for (const { server } of sockets.tcp) {
      server.on('error', () => {
        this.#errors += 1;
      });
      server.on('connection', (socket) => this.#accept(socket));
    }
  }

  /**
   * Takes the first number of the range that is free for everything wanted.
   *
   * @throws {MediaError} kind `negotiation`, `no-port`, when there is none.
   */
  static async open(options: ViewerPortOptions): Promise<ViewerPort> {
    const { tcp, ports } = options;
    const causes: string[] = [];
    for (const port of numbersToTry(ports)) {
      const sockets = await bindSockets(port, { tcp, addresses: addressesOf(options) });
      if (typeof sockets !== 'string') {
        return new ViewerPort(sockets);
      }
      causes.push(port === 0 ? sockets : `${port} (${sockets})`);
    }
    const range = ports ? `${ports[0]}-${ports[1]}` : 'any';
    throw negotiationError(
      'no-port',
      `no port of ${range} is free for viewers; tried ${told(causes)}`,
      { range },
    );
  }

  get port(): number {
    return this.#sockets.port;
  }

  get addresses(): PlaneAddresses {
    const { port, udp, tcp } = this.#sockets;
    const has = (ends: readonly { readonly family: 4 | 6 }[], family: 4 | 6): number | undefined =>
      ends.some((end) => end.family === family) ? port : undefined;
    return { udp4: has(udp, 4), udp6: has(udp, 6), tcp4: has(tcp, 4), tcp6: has(tcp, 6) };
  }

  /** Errors that the system reported on a socket since the start. */
  get errors(): number {
    return this.#errors;
  }

  get isClosed(): boolean {
    return this.#closed !== undefined;
  }

  /** What comes before this call is thrown away. */
  listen(listener: ViewerPortListener): void {
    this.#listener = listener;
  }

  /** Idempotent. Resolves when the number is free again and every accepted connection has ended. */
  close(): Promise<void> {
    this.#closed ??= closeSockets(this.#sockets);
    return this.#closed;
  }

  #accept(socket: TcpSocket): void {
    if (this.#listener) {
      this.#listener.connection(socket);
    } else {
      socket.destroy();
    }
  }
}

function numbersToTry(ports: readonly [number, number] | undefined): readonly number[] {
  if (!ports) {
    return new Array<number>(maxSystemChoices).fill(0);
  }
  const [from, to] = ports;
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function addressesOf({
  families = [4, 6],
  localAddresses = {},
}: ViewerPortOptions): Map<4 | 6, string> {
  const { ipv4 = '0.0.0.0', ipv6 = '::' } = localAddresses;
  return new Map(families.map((family) => [family, family === 4 ? ipv4 : ipv6]));
}

function told(causes: readonly string[]): string {
  const rest = causes.length - maxToldCauses;
  const first = causes.slice(0, maxToldCauses).join(', ');
  return rest > 0 ? `${first} and ${rest} more` : first;
}
