import type { Socket } from 'node:net';
import type { DefectCounter } from '../../errors/defect-counter.js';
import type { DropReason } from './drop-reason.js';
import { TcpConnection } from './tcp-connection.js';

/** What the connections of a port tell their owner. */
export type TcpConnectionsListener = {
  packet(packet: Uint8Array, connection: TcpConnection): void;
  closed(connection: TcpConnection): void;
};

/** Needs of {@link TcpConnections}. */
export type TcpConnectionsOptions = {
  readonly nowMs: () => number;
  readonly dropped: DefectCounter<DropReason>;
  readonly listener: TcpConnectionsListener;
};

/** A viewer needs one, and has one or two more while it connects. */
export const maxTcpConnections = 1_024;
/** Those that have not shown a password yet. A browser does so in its first packet. */
export const maxUnverifiedConnections = 64;
/** How long they may take for it. */
export const unverifiedTimeoutMs = 10_000;

/**
 * The TCP connections of a port, bounded. When too many strangers are connected, the one that has waited the
 * longest has to go: refusing the newest instead would let 64 idle connections lock every browser out.
 */
export class TcpConnections {
  readonly #options: TcpConnectionsOptions;
  readonly #all = new Set<TcpConnection>();
  /** With the time of their arrival, oldest first. */
  readonly #unverified = new Map<TcpConnection, number>();
  #opened = 0;

  constructor(options: TcpConnectionsOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#all.size;
  }

  isUnverified(connection: TcpConnection): boolean {
    return this.#unverified.has(connection);
  }

  accept(socket: Socket): void {
    const { dropped, listener, nowMs } = this.#options;
    if (this.#all.size >= maxTcpConnections && this.#unverified.size === 0) {
      dropped.count('tcp-refused');
      socket.on('error', () => socket.destroy());
      socket.destroy();
      return;
    }
    this.#makeRoom();
    this.#opened += 1;
    const connection = new TcpConnection(socket, this.#opened, nowMs, {
      packet: (packet, from) => listener.packet(packet, from),
      defect: (defect) => dropped.count(defect),
      closed: (from) => this.#closed(from),
    });
    this.#all.add(connection);
    this.#unverified.set(connection, nowMs());
  }

  /** A check with the right password came on it. */
  verified(connection: TcpConnection): void {
    this.#unverified.delete(connection);
  }

  /** Ends strangers that have waited too long. */
  tick(): void {
    const deadlineMs = this.#options.nowMs() - unverifiedTimeoutMs;
    for (const [connection, sinceMs] of this.#unverified) {
      if (sinceMs > deadlineMs) {
        return;
      }
      this.#discard(connection, 'tcp-idle');
    }
  }

  /** Ends a stranger that sends what no browser sends. */
  discard(connection: TcpConnection): void {
    this.#discard(connection, 'tcp-garbage');
  }

  /** Ends all at once. */
  close(): void {
    for (const connection of this.#all) {
      connection.destroy();
    }
  }

  #makeRoom(): void {
    const isFull =
      this.#unverified.size >= maxUnverifiedConnections || this.#all.size >= maxTcpConnections;
    const [oldest] = this.#unverified.keys();
    if (isFull && oldest) {
      this.#discard(oldest, 'tcp-refused');
    }
  }

  #discard(connection: TcpConnection, reason: DropReason): void {
    this.#options.dropped.count(reason);
    // Not when the system reports the end: a burst of connections must find the room at once.
    this.#unverified.delete(connection);
    this.#all.delete(connection);
    connection.destroy();
  }

  #closed(connection: TcpConnection): void {
    this.#unverified.delete(connection);
    this.#all.delete(connection);
    this.#options.listener.closed(connection);
  }
}
