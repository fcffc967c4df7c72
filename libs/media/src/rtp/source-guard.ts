import type { RtpPacket } from './rtp-packet.js';
import { sequenceDistance } from './sequence-unwrapper.js';

/**
 * What is to be done with a packet.
 *
 * - `accept`: it belongs to the current source.
 * - `hold`: it does not, or jumps too far; the guard keeps it until the next packet explains it.
 * - `restart`: the source began anew with the held packet and this one; take both.
 */
export type SourceVerdict = 'accept' | 'hold' | 'restart';

/** Forward jumps up to this are loss, not a new start (RFC 3550 appendix A.1, MAX_DROPOUT). */
const maxDropout = 3000;

/** Backward jumps up to this are late packets (RFC 3550 appendix A.1, MAX_MISORDER). */
const maxMisorder = 100;

/** Two packets this near to each other confirm a new start, even when the network swapped them. */
const confirmingDistance = 16;

type HeldPacket = { readonly packet: RtpPacket; readonly arrivalMs: number };

/**
 * Tells a recorder that rebooted (new SSRC, new sequence) from stray packets: a new start counts only
 * when a second packet confirms it, as in RFC 3550 appendix A.1. The first packet of a new start is
 * kept meanwhile, because it carries the parameter sets.
 */
export class SourceGuard {
  #ssrc: number | undefined;
  #newest = 0;
  #held: HeldPacket | undefined;
  #strays = 0;

  /** Packets of no source: held once and never confirmed. */
  get strays(): number {
    return this.#strays;
  }

  /** The SSRC of the current source; `undefined` before the first packet. */
  get ssrc(): number | undefined {
    return this.#ssrc;
  }

  judge(packet: RtpPacket, arrivalMs: number): SourceVerdict {
    if (this.#ssrc === undefined) {
      this.#follow(packet);
      return 'accept';
    }
    if (this.#isExpected(packet)) {
      this.#dropHeld();
      this.#newest += Math.max(0, sequenceDistance(this.#newest, packet.sequenceNumber));
      return 'accept';
    }
    if (this.#isConfirmedBy(packet)) {
      this.#follow(packet);
      return 'restart';
    }
    if (!this.#isHeldAlready(packet)) {
      this.#dropHeld();
      this.#held = { packet, arrivalMs };
    }
    return 'hold';
  }

  /** The packet that waited for confirmation. To be called once after `restart`. */
  takeHeld(): HeldPacket | undefined {
    const held = this.#held;
    this.#held = undefined;
    return held;
  }

  #isExpected({ ssrc, sequenceNumber }: RtpPacket): boolean {
    const distance = sequenceDistance(this.#newest, sequenceNumber);
    return ssrc === this.#ssrc && distance >= -maxMisorder && distance <= maxDropout;
  }

  #isConfirmedBy({ ssrc, sequenceNumber }: RtpPacket): boolean {
    if (this.#held?.packet.ssrc !== ssrc) {
      return false;
    }
    const distance = sequenceDistance(this.#held.packet.sequenceNumber, sequenceNumber);
    return distance !== 0 && Math.abs(distance) <= confirmingDistance;
  }

  #isHeldAlready({ ssrc, sequenceNumber }: RtpPacket): boolean {
    return this.#held?.packet.ssrc === ssrc && this.#held.packet.sequenceNumber === sequenceNumber;
  }

  #follow({ ssrc, sequenceNumber }: RtpPacket): void {
    this.#ssrc = ssrc;
    this.#newest = sequenceNumber;
  }

  #dropHeld(): void {
    if (this.#held !== undefined) {
      this.#held = undefined;
      this.#strays += 1;
    }
  }
}
