import type { UdpSender } from '../../net/udp-sender.js';
import type { LiveTransport, TransportStatistics } from './live-transport.js';

/**
 * A large IDR picture is 100 packets and more. Sent at once they overrun a receiver's default socket
 * buffer (212,992 bytes, some 90 packets with the kernel's own overhead); 24 every 2 ms are 130 Mbit/s,
 * about what the network port of a recorder does.
 */
const burstPackets = 24;
const burstPauseMs = 2;

/** 5.6 MB: more than a second of any camera. */
const maxQueuedPackets = 4_000;

/** A live stream over RTP and UDP to the address that asked for it (NVR 2.1). */
export class RtpTransport implements LiveTransport {
  readonly kind = 'rtp';
  readonly #sender: UdpSender;
  readonly #address: string;
  readonly #port: number;
  readonly #queue: Uint8Array[] = [];
  #timer: NodeJS.Timeout | undefined;
  #packets = 0;
  #bytes = 0;
  #dropped = 0;

  constructor(sender: UdpSender, address: string, port: number) {
    this.#sender = sender;
    this.#address = address;
    this.#port = port;
  }

  get statistics(): TransportStatistics {
    return { packets: this.#packets, bytes: this.#bytes, droppedPackets: this.#dropped };
  }

  send(packets: readonly Uint8Array[]): void {
    const room = maxQueuedPackets - this.#queue.length;
    this.#dropped += Math.max(0, packets.length - room);
    this.#queue.push(...packets.slice(0, Math.max(0, room)));
    if (this.#timer === undefined) {
      this.#sendBurst();
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#queue.length = 0;
  }

  #sendBurst(): void {
    for (const packet of this.#queue.splice(0, burstPackets)) {
      this.#sender.send(packet, this.#port, this.#address);
      this.#packets += 1;
      this.#bytes += packet.length;
    }
    this.#timer =
      this.#queue.length > 0 ? setTimeout(() => this.#sendBurst(), burstPauseMs) : undefined;
  }
}
