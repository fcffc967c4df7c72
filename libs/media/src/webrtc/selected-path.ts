import type { SocketAddress } from './viewer-socket.js';

/** The sending half of a socket. */
export type DatagramSender = { send(datagram: Buffer, to: SocketAddress): void };

/**
 * The way to the browser: the pair of socket and address that it nominated last (RFC 8445 section 8.1.1),
 * over all sockets of a viewer. A browser may change its mind at any time, also from IPv6 to IPv4, and
 * forgets the pairs that it does not use: what is sent there is lost.
 */
export class SelectedPath {
  #sender: DatagramSender | undefined;
  #address: SocketAddress | undefined;

  /** Where the browser wants to receive; `undefined` before its first nomination. */
  get address(): SocketAddress | undefined {
    return this.#address;
  }

  /** The browser nominated this pair. */
  nominate(sender: DatagramSender, address: SocketAddress): void {
    this.#sender = sender;
    this.#address = address;
  }

  /** Sends along the path. Says false when there is none yet; nothing was sent then. */
  send(datagram: Buffer): boolean {
    if (this.#sender === undefined || this.#address === undefined) {
      return false;
    }
    this.#sender.send(datagram, this.#address);
    return true;
  }
}
