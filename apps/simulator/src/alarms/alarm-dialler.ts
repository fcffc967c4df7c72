import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AlarmDestination } from './alarm-request.js';
import type { AlarmTransmission } from './alarm-transmission.js';

/** A destination that does not answer in this time has failed. */
const connectMs = 5_000;

/** How long a connection waits for the other end to close, or keeps half open. */
const lingerMs = 60_000;

/** Connections at a time: what a test of a receiver's limits needs. */
const maxOpen = 20_000;

/**
 * Writes alarms as devices do: connects, writes, closes, and knows no answer (2.2.5). What the TCP stack took counts as
 * received (A2).
 */
export class AlarmDialler {
  readonly #sockets = new Set<Socket>();
  #answeredBytes = 0;

  /** Connections that are open now: those on which the other end has not closed yet, and half-open ones. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Bytes that receivers wrote, although the protocol knows no answer. */
  get answeredBytes(): number {
    return this.#answeredBytes;
  }

  /** Rejects when the destination cannot be reached, or breaks the connection before all is written. */
  async deliver(
    { host, port }: AlarmDestination,
    { pieces, leavesOpen }: AlarmTransmission,
    from?: string,
  ): Promise<void> {
    if (this.#sockets.size >= maxOpen) {
      throw new Error(`${maxOpen} connections are open already`);
    }
    const socket = connect({ host, port, noDelay: true, ...(from && { localAddress: from }) });
    this.#watch(socket);
    await once(socket, 'connect');
    socket.setTimeout(lingerMs);
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) {
        await nextTurn();
      }
      await write(socket, piece);
    }
    if (!leavesOpen) {
      socket.end();
    }
  }

  /** Breaks every connection. */
  close(): void {
    this.#sockets.forEach((socket) => socket.destroy(new Error('the simulator ends')));
  }

  #watch(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setTimeout(connectMs, () => {
      socket.destroy(socket.connecting ? new Error(`no answer within ${connectMs} ms`) : undefined);
    });
    // Whoever waits for the connection hears of errors as well; later ones concern nobody.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', (bytes) => (this.#answeredBytes += bytes.length));
  }
}

function write(socket: Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
