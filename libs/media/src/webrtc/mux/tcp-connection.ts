import type { Socket } from 'node:net';
import { withoutZone } from '../stun/transport-address.js';
import { FrameReader, maxOutgoingFrameBytes, serializeFrame } from './frame-reader.js';
import { RateWindow } from './rate-window.js';
import type { ViewerPath } from './viewer-path.js';

/** Why a connection was ended by us. */
export type TcpDefect = 'tcp-frame-too-long' | 'tcp-flood' | 'tcp-queue-full';

/** What a connection tells its owner. */
export type TcpConnectionListener = {
  packet(packet: Uint8Array, connection: TcpConnection): void;
  defect(defect: TcpDefect): void;
  /** For whatever reason; once, and nothing follows. */
  closed(connection: TcpConnection): void;
};

/** 16 s of a 4 Mbit/s stream: whoever is that far behind does not read any more. */
export const maxTcpQueueBytes = 8_388_608;
/**
 * Frames of a browser: some 30 RTCP packets and checks, and while it connects as many DTLS records. A chunk of
 * the system's may hold ten thousand empty ones, and reading them all would keep the pictures of everybody
 * waiting: TCP delivers a flood whole, where UDP loses most of it.
 */
export const maxTcpFramesPerSecond = 500;
/** How long an ended connection may take for what is still queued. */
const lingerMs = 2_000;

/** A browser that came by TCP (RFC 6544): packets with their length in front (RFC 4571). */
export class TcpConnection implements ViewerPath {
  readonly key: string;
  readonly transport = 'tcp';
  readonly address: string;
  readonly port: number;
  readonly destination = undefined;
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  readonly #frames = new RateWindow(maxTcpFramesPerSecond);
  readonly #nowMs: () => number;
  readonly #listener: TcpConnectionListener;
  #linger: NodeJS.Timeout | undefined;

  /**
   * @param id differs for every connection of a port: a browser may use an address twice
   * @param nowMs a clock that never goes back, in milliseconds
   */
  constructor(socket: Socket, id: number, nowMs: () => number, listener: TcpConnectionListener) {
    // Both are missing when the browser has hung up already; then nothing is sent.
    this.address = withoutZone(socket.remoteAddress ?? '::');
    this.port = socket.remotePort ?? 0;
    this.key = `tcp ${this.address} ${this.port} #${id}`;
    this.#socket = socket;
    this.#nowMs = nowMs;
    this.#listener = listener;
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => this.#push(chunk));
    socket.once('close', () => {
      clearTimeout(this.#linger);
      listener.closed(this);
    });
  }

  get queuedBytes(): number {
    return this.#socket.writableLength;
  }

  /** Sends one framed packet, as a copy; ends the connection when too much is waiting already. */
  send(packet: Uint8Array): void {
    if (!this.#socket.writable || packet.length > maxOutgoingFrameBytes) {
      return;
    }
    if (this.queuedBytes > maxTcpQueueBytes) {
      this.#listener.defect('tcp-queue-full');
      this.destroy();
      return;
    }
    this.#socket.write(serializeFrame(packet));
  }

  /** Ends the connection when everything queued is sent, or after two seconds. */
  end(): void {
    if (!this.#socket.destroyed && this.#linger === undefined) {
      this.#linger = setTimeout(() => this.destroy(), lingerMs);
      this.#linger.unref();
      this.#socket.removeAllListeners('data');
      this.#socket.resume();
      this.#socket.destroySoon();
    }
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.#socket.destroy();
  }

  #push(chunk: Uint8Array): void {
    const nowMs = this.#nowMs();
    this.#reader.push(chunk);
    for (let packet = this.#reader.pull(); packet; packet = this.#reader.pull()) {
      if (this.#socket.destroyed) {
        return;
      }
      if (this.#frames.isSpent(nowMs)) {
        this.#listener.defect('tcp-flood');
        this.destroy();
        return;
      }
      this.#frames.count(nowMs);
      this.#listener.packet(packet, this);
    }
    if (this.#reader.isBroken && !this.#socket.destroyed) {
      this.#listener.defect('tcp-frame-too-long');
      this.destroy();
    }
  }
}
