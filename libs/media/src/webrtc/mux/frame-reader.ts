import { ByteReader, ByteWriter, concatBytes } from '@casement/bytes';

/** Browsers send STUN, DTLS records and RTCP, all below 2 KB; a certificate chain in DTLS is cut into these. */
export const maxIncomingFrameBytes = 8_192;
const lengthBytes = 2;
const nothing = new Uint8Array(0);

/**
 * Cuts a TCP stream into packets (RFC 4571 section 2): each has its length in two bytes in front. Push
 * chunks as they come, then pull until `undefined`. Holds at most one incomplete frame.
 */
export class FrameReader {
  #bytes: Uint8Array = nothing;
  #isBroken = false;

  /** A frame was announced that is longer than allowed; nothing more comes out. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Bytes of the incomplete frame. */
  get heldBytes(): number {
    return this.#bytes.length;
  }

  /** Takes a chunk; it must not be changed afterwards. Everything pushed before must have been pulled. */
  push(chunk: Uint8Array): void {
    if (!this.#isBroken) {
      this.#bytes = this.#bytes.length === 0 ? chunk : concatBytes([this.#bytes, chunk]);
    }
  }

  /** The next complete packet, a view of the chunks; `undefined` until there is one. */
  pull(): Uint8Array | undefined {
    if (this.#bytes.length < lengthBytes) {
      return undefined;
    }
    const length = new ByteReader(this.#bytes).u16();
    if (length > maxIncomingFrameBytes) {
      this.#isBroken = true;
      this.#bytes = nothing;
      return undefined;
    }
    const end = lengthBytes + length;
    if (this.#bytes.length < end) {
      return undefined;
    }
    const packet = this.#bytes.subarray(lengthBytes, end);
    this.#bytes = this.#bytes.subarray(end);
    return packet;
  }
}

/** The longest packet that two bytes of length can announce. */
export const maxOutgoingFrameBytes = 0xffff;

/** A packet with its length in front (RFC 4571 section 2), as a copy. At most 65,535 bytes. */
export function serializeFrame(packet: Uint8Array): Uint8Array {
  return new ByteWriter(lengthBytes + packet.length).u16(packet.length).bytes(packet).toBytes();
}
