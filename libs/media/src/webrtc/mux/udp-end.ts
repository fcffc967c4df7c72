import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';

/** A bound UDP socket of one IP family. */
export type UdpEnd = { readonly socket: Socket; readonly family: 4 | 6 };

/**
 * Holds an IDR of 200 KB for twenty viewers at once. The system grants less without saying so
 * (net.core.wmem_max); where it refuses instead, half is tried.
 */
const wantedBufferBytes = 4_194_304;
const leastBufferBytes = 262_144;

/**
 * Opens a UDP socket; IPv6 sockets take no IPv4, which has its own. An `error` listener of the caller's
 * has to follow at once.
 *
 * Destinations are always IP addresses, so the look-up answers at once: with the one of the system every
 * `send` would wait for the next tick with the caller's bytes in its hand.
 *
 * @param address to bind to
 * @returns the error when it cannot be bound
 */
export function bindUdp(
  family: 4 | 6,
  port: number,
  address: string,
): Promise<UdpEnd | NodeJS.ErrnoException> {
  const socket = createSocket({
    type: family === 4 ? 'udp4' : 'udp6',
    ipv6Only: family === 6,
    lookup: (hostname, _options, callback) => callback(null, hostname, family),
  });
  return new Promise((resolve) => {
    socket.once('error', (error) => {
      socket.close();
      resolve(error);
    });
    socket.bind({ port, address, exclusive: true }, () => {
      socket.removeAllListeners('error');
      growBuffers(socket);
      resolve({ socket, family });
    });
  });
}

function growBuffers(socket: Socket): void {
  largest((bytes) => socket.setSendBufferSize(bytes));
  largest((bytes) => socket.setRecvBufferSize(bytes));
}

function largest(set: (bytes: number) => void): void {
  for (let bytes = wantedBufferBytes; bytes >= leastBufferBytes; bytes /= 2) {
    try {
      set(bytes);
      return;
    } catch {
      // Refused (BSD, macOS): half of it.
    }
  }
}

/** Idempotent for the system: a socket that is closed already counts as closed. */
export function closeUdp({ socket }: UdpEnd): Promise<void> {
  return new Promise((resolve) => {
    socket.close(() => resolve());
  });
}
