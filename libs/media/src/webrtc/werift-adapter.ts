import { Candidate, StunProtocol } from 'werift';
import type { RTCIceTransport, RTCRtpSender } from 'werift';
import { isStun } from './ice-guard.js';
import type { SelectedPath } from './selected-path.js';
import type { SocketAddress, ViewerSocket } from './viewer-socket.js';

/**
 * The one place that uses members of werift which its types hide. werift-adapter.spec.ts fails as soon as
 * werift is not exactly this version any more: then these members must be looked at again.
 */
export const weriftVersion = '0.25.2';

type HiddenConnection = {
  readonly protocols: StunProtocol[];
  ensureProtocol(protocol: StunProtocol): void;
};
type HiddenProtocol = {
  transport: DatagramTransport;
  datagramReceived(datagram: Buffer, from: readonly [string, number]): void;
};
type HiddenSender = {
  readonly remotePacketsLost?: number;
  readonly remoteFractionLost?: number;
  readonly rtt?: number;
};

/** What a StunProtocol needs of its socket. */
type DatagramTransport = {
  readonly type: 'udp';
  readonly addressFamily: 4 | 6;
  readonly closed: boolean;
  readonly address: { readonly address: string; readonly family: string; readonly port: number };
  send(datagram: Buffer, to: readonly [string, number]): Promise<void>;
  close(): Promise<void>;
};

/** One socket of a viewer for werift's ICE agent. */
export type AttachedSocket = {
  readonly socket: ViewerSocket;
  /** The address of the candidate that werift holds for it; the answer names all of them. */
  readonly address: string;
  readonly family: 4 | 6;
  /** Shared by all sockets of the viewer. */
  readonly path: SelectedPath;
};

/**
 * Gives an ICE agent a socket of ours instead of those it would open. To be called before the local
 * description is set.
 *
 * @returns the function that takes the socket's admitted datagrams.
 */
export function attachSocket(
  agent: RTCIceTransport['connection'],
  { socket, address, family, path }: AttachedSocket,
): (datagram: Buffer, from: SocketAddress) => void {
  const protocol = new StunProtocol();
  // Both casts: the members are plain methods and fields in JavaScript, declared private in the types.
  const hiddenProtocol = protocol as unknown as HiddenProtocol;
  const hiddenConnection = agent as unknown as HiddenConnection;
  hiddenProtocol.transport = transportOf(socket, family, path);
  protocol.localIp = address;
  protocol.localCandidate = new Candidate(
    '1',
    1,
    'udp',
    1,
    address,
    socket.port,
    'host',
    undefined,
    undefined,
    undefined,
    agent.generation,
    agent.localUsername,
  );
  hiddenConnection.ensureProtocol(protocol);
  hiddenConnection.protocols.push(protocol);
  return (datagram, from) => {
    hiddenProtocol.datagramReceived(datagram, [from.address, from.port]);
  };
}

function transportOf(socket: ViewerSocket, family: 4 | 6, path: SelectedPath): DatagramTransport {
  return {
    type: 'udp',
    addressFamily: family,
    get closed() {
      return socket.isClosed;
    },
    get address() {
      return {
        address: family === 4 ? '0.0.0.0' : '::',
        family: `IPv${family}`,
        port: socket.port,
      };
    },
    send: (datagram, [address, port]) => {
      // STUN answers go back to where the request came from, everything else to where the browser wants it.
      if (isStun(datagram) || !path.send(datagram)) {
        socket.send(datagram, { address, port });
      }
      return sent;
    },
    close: () => socket.close(),
  };
}

/** One promise for every datagram: `send` is called per packet. */
const sent = Promise.resolve();

/** What the browser's receiver reports said last (RFC 3550 section 6.4.2). */
export type ReceiverReport = {
  readonly packetsLost: number;
  /** 0..1 since the report before. */
  readonly fractionLost: number;
  readonly roundTripMs: number | undefined;
};

/** The newest receiver report, `undefined` before the first one. */
export function receiverReport(sender: RTCRtpSender): ReceiverReport | undefined {
  // The cast: statistics fields are private, getStats() would build a whole report for three numbers.
  const { remotePacketsLost, remoteFractionLost, rtt } = sender as unknown as HiddenSender;
  return remotePacketsLost === undefined
    ? undefined
    : {
        packetsLost: remotePacketsLost,
        fractionLost: remoteFractionLost ?? 0,
        roundTripMs: rtt === undefined ? undefined : Math.round(rtt * 1000),
      };
}
