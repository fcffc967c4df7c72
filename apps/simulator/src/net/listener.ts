import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { SecureContext } from 'node:tls';
import { Line } from './line.js';
import type { LineConditions } from './line.js';
import type { TlsIdentity } from './self-signed-certificate.js';

/** Where to listen, and who gets the connections. */
export type ListenerOptions = {
  readonly host: string;
  /** 0: one chosen by the system, and kept when the listener is closed and opened again. */
  readonly port: number;
  /** With it connections are TLS. */
  readonly identity?: TlsIdentity | undefined;
  readonly conditions: LineConditions;
  readonly onLine: (line: Line) => void;
};

/** How long a port may be taken by somebody else when the recorder comes back. */
const reopenTries = 50;
const reopenPauseMs = 100;

/**
 * One port of the recorder that can go away and come back (reboot), or stay and say nothing (a network
 * that swallows everything).
 */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #secureContext: SecureContext | undefined;
  readonly #sockets = new Set<Socket>();
  readonly #lines = new Set<Line>();
  /** Taken while silent; their first byte is read when the silence ends. */
  readonly #parked = new Set<Socket>();
  #server: Server | undefined;
  #port: number;
  #silent = false;
  #wanted = true;

  private constructor(options: ListenerOptions) {
    this.#options = options;
    this.#port = options.port;
    this.#secureContext =
      options.identity &&
      createSecureContext({ key: options.identity.keyPem, cert: options.identity.certificatePem });
  }

  /** Opens the port. Rejects when it is taken. */
  static async open(options: ListenerOptions): Promise<Listener> {
    const listener = new Listener(options);
    await listener.#listen();
    return listener;
  }

  get port(): number {
    return this.#port;
  }

  /** `http://host:port` or `https://host:port`, without a slash at the end. */
  get url(): string {
    const { host, identity } = this.#options;
    const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
    return `http${identity ? 's' : ''}://${name.includes(':') ? `[${name}]` : name}:${this.#port}`;
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** Breaks every connection; the port stays open. */
  resetConnections(): void {
    for (const socket of this.#sockets) {
      socket.resetAndDestroy();
    }
    for (const line of this.#lines) {
      line.destroy();
    }
  }

  /** Closes the port and breaks every connection. */
  goDown(): void {
    this.#wanted = false;
    this.#server?.close();
    this.#server = undefined;
    this.resetConnections();
  }

  /** Opens the same port again. Rejects when somebody else took it and does not give it back in 5 s. */
  async comeBack(): Promise<void> {
    this.#wanted = true;
    for (let left = reopenTries; this.#isDown(); left -= 1) {
      try {
        await this.#listen();
      } catch (error) {
        if (left === 0) {
          throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, reopenPauseMs));
      }
    }
  }

  /** From now on connections are taken and kept, but nothing is read or sent. */
  silence(): void {
    this.#silent = true;
    this.#lines.forEach((line) => line.silence());
  }

  /** Ends the silence. */
  restore(): void {
    this.#silent = false;
    this.#lines.forEach((line) => line.restore());
    for (const socket of this.#parked) {
      this.#parked.delete(socket);
      this.#serve(socket);
    }
  }

  /** Closes the port and every connection. */
  async close(): Promise<void> {
    this.#wanted = false;
    const server = this.#server;
    this.#server = undefined;
    const closed = server && once(server, 'close');
    server?.close();
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    this.#lines.forEach((line) => line.destroy());
    await closed;
  }

  #isDown(): boolean {
    return this.#wanted && this.#server === undefined;
  }

  async #listen(): Promise<void> {
    const server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
    server.listen(this.#port, this.#options.host);
    await once(server, 'listening');
    if (!this.#wanted) {
      server.close();
      return;
    }
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#parked.delete(socket);
    });
    // Whoever uses the socket listens as well; here it only must not end the process.
    socket.on('error', () => socket.destroy());
    if (this.#silent) {
      this.#parked.add(socket);
    } else {
      this.#serve(socket);
    }
  }

  #serve(tcp: Socket): void {
    if (this.#secureContext === undefined) {
      this.#connect(tcp, tcp);
      return;
    }
    const secure = new TLSSocket(tcp, { isServer: true, secureContext: this.#secureContext });
    secure.once('secure', () => this.#connect(secure, tcp));
    // A client that refuses the certificate is none of the recorder's business.
    secure.on('error', () => tcp.destroy());
  }

  #connect(socket: Socket, tcp: Socket): void {
    const line = new Line(socket, tcp, this.#options.conditions);
    this.#lines.add(line);
    line.on('close', () => this.#lines.delete(line));
    line.on('error', () => line.destroy());
    if (this.#silent) {
      line.silence();
    }
    this.#options.onLine(line);
  }
}
