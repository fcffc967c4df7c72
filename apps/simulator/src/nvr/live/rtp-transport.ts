import type { UdpSender } from '../../net/udp-sender.js';
import { LinkClock } from './link-clock.js';
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

/** Timers wait at least a millisecond; a shorter wait for the link is spent in turns of the event loop. */
const shortestTimerMs = 2;

/**
 * A live stream over RTP and UDP to the address that asked for it (NVR 2.1). With the speed of a link each packet
 * leaves when the one before it is through, else pictures leave in bursts.
 */
export class RtpTransport implements LiveTransport {
  readonly kind = 'rtp';
  readonly #sender: UdpSender;
  readonly #address: string;
  readonly #port: number;
  readonly #queue: Uint8Array[] = [];
  readonly #link: LinkClock | undefined;
  #timer: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;
  #packets = 0;
  #bytes = 0;
  #dropped = 0;

  /** @param linkMbps speed of the camera's link; bursts without it */
  constructor(sender: UdpSender, address: string, port: number, linkMbps?: number) {
    this.#sender = sender;
    this.#address = address;
    this.#port = port;
    this.#link = linkMbps === undefined ? undefined : new LinkClock(linkMbps);
  }

  get statistics(): TransportStatistics {
    return { packets: this.#packets, bytes: this.#bytes, droppedPackets: this.#dropped };
  }

  send(packets: readonly Uint8Array[]): void {
    const room = maxQueuedPackets - this.#queue.length;
    this.#dropped += Math.max(0, packets.length - room);
    this.#queue.push(...packets.slice(0, Math.max(0, room)));
    if (this.#timer !== undefined || this.#turn !== undefined) {
      return;
    }
    if (this.#link === undefined) {
      this.#sendBurst();
    } else {
      this.#sendDue(this.#link, true);
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#turn);
    this.#queue.length = 0;
  }

  #sendBurst(): void {
    for (const packet of this.#queue.splice(0, burstPackets)) {
      this.#sendPacket(packet);
    }
    this.#timer =
      this.#queue.length > 0 ? setTimeout(() => this.#sendBurst(), burstPauseMs) : undefined;
  }

  /** What the link has carried by now, and again as soon as it is free. */
  #sendDue(link: LinkClock, isFirst: boolean): void {
    this.#timer = undefined;
    this.#turn = undefined;
    const nowMs = performance.now();
    let first = isFirst;
    while (link.waitMs(nowMs) <= 0) {
      const packet = this.#queue.shift();
      if (packet === undefined) {
        return;
      }
      this.#sendPacket(packet);
      link.take(packet.length, nowMs, first);
      first = false;
    }
    const resume = (): void => this.#sendDue(link, false);
    if (link.waitMs(nowMs) >= shortestTimerMs) {
      this.#timer = setTimeout(resume, 1);
    } else {
      this.#turn = setImmediate(resume);
    }
  }

  #sendPacket(packet: Uint8Array): void {
    this.#sender.send(packet, this.#port, this.#address);
    this.#packets += 1;
    this.#bytes += packet.length;
  }
}
