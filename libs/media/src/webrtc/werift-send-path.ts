import { RtpHeader, RtpPacket } from 'werift';
import type { RTCRtpSender } from 'werift';
import { randomInt } from 'node:crypto';
import type { PacketizedUnit } from '../gop/packetized-unit.js';
import type { RtpSendPath, SendStatistics } from './rtp-send-path.js';

/**
 * Sends through werift's own sender: it clones the header, keeps the packet for NACK, encrypts and sends.
 * Sequence numbers are strictly contiguous, because werift's roll-over counter is lost for good by a jump
 * of more than 100 across 65535.
 */
export class WeriftSendPath implements RtpSendPath {
  readonly #sender: RTCRtpSender;
  readonly #payloadType: number;
  // Below 32768: a receiver that misses the first packets would else guess the roll-over counter wrong.
  #sequenceNumber = randomInt(32_768);
  #isClosed = false;
  #packets = 0;
  #bytes = 0;
  #failed = 0;

  constructor(sender: RTCRtpSender, payloadType: number) {
    this.#sender = sender;
    this.#payloadType = payloadType;
  }

  get statistics(): SendStatistics {
    return { packets: this.#packets, bytes: this.#bytes, failed: this.#failed };
  }

  send({ payloads }: PacketizedUnit, rtpTimestamp: number): void {
    const last = payloads.length - 1;
    for (const [index, payload] of payloads.entries()) {
      if (this.#isClosed) {
        return;
      }
      this.#sendPacket(payload, rtpTimestamp, index === last);
    }
  }

  close(): void {
    this.#isClosed = true;
  }

  #sendPacket(payload: Uint8Array, timestamp: number, marker: boolean): void {
    const header = new RtpHeader({
      payloadType: this.#payloadType,
      sequenceNumber: this.#sequenceNumber,
      timestamp,
      marker,
    });
    this.#sequenceNumber = (this.#sequenceNumber + 1) & 0xffff;
    this.#packets += 1;
    this.#bytes += payload.length;
    // A view, not a copy: werift wants a Buffer.
    const view = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    const packet = new RtpPacket(header, view);
    this.#sender.sendRtp(packet).catch(() => this.#sendAgain(packet));
  }

  /**
   * werift's NTP clock throws when the time happens to be a whole second (about one packet in a million);
   * the packet has not left then.
   */
  #sendAgain(packet: RtpPacket): void {
    if (!this.#isClosed) {
      this.#sender.sendRtp(packet).catch(() => {
        this.#failed += 1;
      });
    }
  }
}
