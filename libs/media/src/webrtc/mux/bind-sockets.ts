import { bindTcp, closeTcp } from './tcp-end.js';
import type { TcpEnd } from './tcp-end.js';
import { bindUdp, closeUdp } from './udp-end.js';
import type { UdpEnd } from './udp-end.js';

/** What is to be bound to one port number. */
export type BindOptions = {
  readonly tcp: boolean;
  /** Local address per IP family. */
  readonly addresses: ReadonlyMap<4 | 6, string>;
};

/** Sockets that all have the same port number. */
export type BoundSockets = {
  readonly port: number;
  readonly udp: readonly UdpEnd[];
  readonly tcp: readonly TcpEnd[];
};

/** What the system says of an IP family, or an address, that this machine does not have. */
const missingFamily: ReadonlySet<unknown> = new Set([
  'EAFNOSUPPORT',
  'EADDRNOTAVAIL',
  'EPROTONOSUPPORT',
]);

/**
 * Binds UDP and TCP of every IP family of this machine to one port number, all or nothing.
 *
 * @param port 0: the system chooses the number
 * @returns in words, what could not be bound
 */
export async function bindSockets(
  port: number,
  { tcp, addresses }: BindOptions,
): Promise<BoundSockets | string> {
  const bound: { port: number; udp: UdpEnd[]; tcp: TcpEnd[] } = { port, udp: [], tcp: [] };
  for (const [family, address] of addresses) {
    const problem = await bindFamily(bound, family, address, tcp);
    if (problem !== undefined) {
      await closeSockets(bound);
      return problem;
    }
  }
  return bound.udp.length > 0 ? bound : 'none of the addresses to listen on is one of this machine';
}

async function bindFamily(
  bound: { port: number; udp: UdpEnd[]; tcp: TcpEnd[] },
  family: 4 | 6,
  address: string,
  tcp: boolean,
): Promise<string | undefined> {
  const udpEnd = await bindUdp(family, bound.port, address);
  if (!('socket' in udpEnd)) {
    return isMissing(udpEnd) ? undefined : wordsOf('UDP', family, udpEnd);
  }
  bound.udp.push(udpEnd);
  bound.port = udpEnd.socket.address().port;
  if (!tcp) {
    return undefined;
  }
  const tcpEnd = await bindTcp(family, bound.port, address);
  if (!('server' in tcpEnd)) {
    return wordsOf('TCP', family, tcpEnd);
  }
  bound.tcp.push(tcpEnd);
  return undefined;
}

/** Resolves when all are free again. */
export async function closeSockets({ udp, tcp }: BoundSockets): Promise<void> {
  await Promise.all([...udp.map(closeUdp), ...tcp.map(closeTcp)]);
}

function isMissing(error: NodeJS.ErrnoException): boolean {
  return missingFamily.has(error.code);
}

function wordsOf(transport: 'UDP' | 'TCP', family: 4 | 6, error: NodeJS.ErrnoException): string {
  return `${transport} over IPv${family}: ${error.code ?? error.message}`;
}
