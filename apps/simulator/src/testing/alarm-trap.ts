import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { parseAlarm } from '@casement/protocol';
import type { AlarmMessage } from '@casement/protocol';
import type { AlarmDestination } from '../alarms/alarm-request.js';
import { waitFor } from './wait-for.js';

/** What came over one connection. */
export type TrappedLine = {
  readonly bytes: Buffer;
  /** Whether the sender closed it. */
  readonly ended: boolean;
  readonly remoteAddress: string | undefined;
};

type Line = { chunks: Buffer[]; ended: boolean; remoteAddress: string | undefined };

/** A receiver that believes nothing: it keeps the bytes of every connection. */
export class AlarmTrap {
  /** Where it listens, or did. */
  readonly destination: AlarmDestination;
  readonly #server: Server;
  readonly #lines: Line[] = [];
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
    this.destination = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
    server.on('connection', (socket: Socket) => this.#accept(socket));
  }

  static async open(port = 0): Promise<AlarmTrap> {
    const server = createServer();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new AlarmTrap(server);
  }

  /** All connections so far, the first one first. */
  get lines(): readonly TrappedLine[] {
    return this.#lines.map(({ chunks, ...line }) => ({ ...line, bytes: Buffer.concat(chunks) }));
  }

  /** Waits until so many connections have come and were closed. */
  async ended(count: number): Promise<readonly TrappedLine[]> {
    await waitFor(
      `${count} closed connections`,
      () => this.#lines.filter(({ ended }) => ended).length >= count,
    );
    return this.lines;
  }

  /** The messages of so many connections, one of each. */
  async messages(count: number): Promise<readonly AlarmMessage[]> {
    return (await this.ended(count)).map(({ bytes }) => parseAlarm(bytes));
  }

  /** Answers on every open connection, which no receiver may. */
  say(text: string): void {
    this.#sockets.forEach((socket) => socket.write(text));
  }

  async close(): Promise<void> {
    this.#sockets.forEach((socket) => socket.destroy());
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #accept(socket: Socket): void {
    const { remoteAddress } = socket;
    const line: Line = { chunks: [], ended: false, remoteAddress };
    this.#lines.push(line);
    this.#sockets.add(socket);
    socket.on('data', (chunk: Buffer) => line.chunks.push(chunk));
    socket.on('end', () => (line.ended = true));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
