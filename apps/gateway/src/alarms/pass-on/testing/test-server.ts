import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';

/** Servers of a test on free ports of this machine; all of them end with the test. Call it in `describe`. */
export function testServers(): {
  readonly listen: (server: Server, port?: number) => Promise<number>;
  readonly stop: (server: Server) => Promise<void>;
} {
  const servers = new Set<Server>();
  const sockets = new Set<Socket>();

  const stop = async (server: Server): Promise<void> => {
    servers.delete(server);
    await new Promise((resolve) => {
      server.close(resolve);
      sockets.forEach((socket) => socket.destroy());
    });
  };

  afterEach(async () => {
    await Promise.all([...servers].map(stop));
  });

  return {
    listen: async (server, port = 0) => {
      servers.add(server);
      for (const event of ['connection', 'secureConnection']) {
        server.on(event, (socket: Socket) => {
          sockets.add(socket);
          socket.on('error', () => undefined);
          socket.on('close', () => sockets.delete(socket));
        });
      }
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => resolve());
      });
      return (server.address() as AddressInfo).port;
    },
    stop,
  };
}

/** A receiver of notifications: what came over each connection, as hexadecimal digits. */
export class TestReceiver {
  readonly frames: string[] = [];
  /** Connections that were made, whatever came over them. */
  connections = 0;
  readonly server = createServer({ allowHalfOpen: true }, (socket) => {
    this.connections += 1;
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => {
      this.frames.push(Buffer.concat(chunks).toString('hex'));
      socket.end();
    });
  });
}

/** A port of this machine where nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
