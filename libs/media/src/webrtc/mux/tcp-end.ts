import { createServer } from 'node:net';
import type { Server } from 'node:net';

/** A listening TCP socket of one IP family. */
export type TcpEnd = { readonly server: Server; readonly family: 4 | 6 };

/**
 * Listens for TCP connections (RFC 6544, passive candidates).
 *
 * @param address to bind to
 * @returns the error when it cannot listen
 */
export function bindTcp(
  family: 4 | 6,
  port: number,
  address: string,
): Promise<TcpEnd | NodeJS.ErrnoException> {
  const server = createServer({ noDelay: true });
  return new Promise((resolve) => {
    server.once('error', resolve);
    server.listen({ port, host: address, ipv6Only: family === 6, exclusive: true }, () => {
      server.removeAllListeners('error');
      resolve({ server, family });
    });
  });
}

/** Resolves when the last accepted connection has ended too. */
export function closeTcp({ server }: TcpEnd): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
