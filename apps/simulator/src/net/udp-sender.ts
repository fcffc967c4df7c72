import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';

/** Sends datagrams to both families of addresses from one port each, without waiting. */
export class UdpSender {
  readonly #sockets = new Map<'udp4' | 'udp6', Socket>();
  #muted = false;
  #failed = 0;
  #swallowed = 0;

  /** Datagrams that the system refused, and those that a network cut swallowed. */
  get statistics(): { readonly failed: number; readonly swallowed: number } {
    return { failed: this.#failed, swallowed: this.#swallowed };
  }

  /** Swallows everything from now on, or no longer. */
  mute(muted: boolean): void {
    this.#muted = muted;
  }

  send(datagram: Uint8Array, port: number, address: string): void {
    if (this.#muted) {
      this.#swallowed += 1;
      return;
    }
    this.#socketFor(address).send(datagram, port, address, (error) => {
      this.#failed += error ? 1 : 0;
    });
  }

  close(): void {
    for (const socket of this.#sockets.values()) {
      socket.close();
    }
    this.#sockets.clear();
  }

  #socketFor(address: string): Socket {
    const family = isIPv6(address) ? 'udp6' : 'udp4';
    const existing = this.#sockets.get(family);
    if (existing !== undefined) {
      return existing;
    }
    const socket = createSocket(family);
    socket.on('error', () => {
      this.#failed += 1;
    });
    this.#sockets.set(family, socket);
    return socket;
  }
}
