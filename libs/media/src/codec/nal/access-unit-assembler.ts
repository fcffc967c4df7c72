import type { RtpPacket } from '../../rtp/rtp-packet.js';

/** How large one access unit may grow before it is given up. */
export type AccessUnitLimits = {
  /** Bytes of all its NAL units. Default 4 MiB. */
  readonly maxBytes?: number | undefined;
  /** NAL units. Default 256. */
  readonly maxNalUnits?: number | undefined;
};

/**
 * x264 at QP 1, far better than any recorder's best, makes IDR pictures of 1.1 MB from real footage
 * scaled to 1080p and of 2.9 MB at 2160p. At 32 Mbit/s, 4 MiB are a whole second.
 */
export const defaultMaxAccessUnitBytes = 4 * 1024 * 1024;

/** A 2160p picture with a slice for each of its 135 rows of macroblocks, its parameter sets and SEI. */
export const defaultMaxNalUnits = 256;

/** RTP payloads that one access unit may keep alive: 4 MiB in fragments of 512 bytes. */
const maxPieces = 8192;

/** The NAL units of one picture as an RTP payload format delivered them. */
export type RtpAccessUnit = {
  /** Views of one new array: they share nothing with the packets. */
  readonly nalUnits: readonly Uint8Array[];
  /** As on the wire. */
  readonly timestamp: number;
  /** Arrival of the first packet in milliseconds. */
  readonly arrivalMs: number;
  /** Something is missing between the access unit before and this one, or at the start of this one. */
  readonly lossBefore: boolean;
  /** A copy of the first RTP header extension among its packets. */
  readonly extension: Uint8Array | undefined;
};

/**
 * Collects the pieces of one access unit and copies them once, when it is complete. Until then only
 * views of the packets are kept. Shared by the payload formats of H.264 and H.265.
 */
export class AccessUnitAssembler {
  readonly #maxBytes: number;
  readonly #maxNalUnits: number;
  readonly #pieces: Uint8Array[] = [];
  /** Where each NAL unit ends, in bytes from the start of the access unit. */
  readonly #ends: number[] = [];
  #bytes = 0;
  #timestamp = 0;
  #arrivalMs = 0;
  #extension: Uint8Array | undefined;
  #open = false;
  #overflowed = false;

  constructor({
    maxBytes = defaultMaxAccessUnitBytes,
    maxNalUnits = defaultMaxNalUnits,
  }: AccessUnitLimits = {}) {
    this.#maxBytes = maxBytes;
    this.#maxNalUnits = maxNalUnits;
  }

  /** Whether `begin` was called since the last `finish` or `clear`. */
  get open(): boolean {
    return this.#open;
  }

  /** Whether nothing was appended yet. */
  get empty(): boolean {
    return this.#bytes === 0 && !this.#overflowed;
  }

  /** The timestamp of the open access unit. */
  get timestamp(): number {
    return this.#timestamp;
  }

  /** A limit was hit: what was collected is gone, and further pieces are ignored until `clear`. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  /** Opens an access unit with its first packet. */
  begin(packet: RtpPacket, arrivalMs: number): void {
    this.clear();
    this.#open = true;
    this.#timestamp = packet.timestamp;
    this.#arrivalMs = arrivalMs;
    this.#extension = packet.extension?.bytes;
  }

  /** Takes the extension of a further packet when the ones before had none. */
  noteExtension(packet: RtpPacket): void {
    this.#extension ??= packet.extension?.bytes;
  }

  /** Says that the access unit has another timestamp than its first packet. */
  moveTo(timestamp: number): void {
    this.#timestamp = timestamp;
  }

  /** Appends bytes to the NAL unit that is being written. */
  append(piece: Uint8Array): void {
    if (this.#bytes + piece.length > this.#maxBytes || this.#pieces.length >= maxPieces) {
      this.#overflow();
    }
    if (this.#overflowed) {
      return;
    }
    this.#pieces.push(piece);
    this.#bytes += piece.length;
  }

  /** Ends the NAL unit that is being written. */
  endNalUnit(): void {
    if (this.#ends.length >= this.#maxNalUnits) {
      this.#overflow();
    }
    if (!this.#overflowed) {
      this.#ends.push(this.#bytes);
    }
  }

  /** The access unit in one new array, and nothing is open any more. */
  finish(lossBefore: boolean): RtpAccessUnit {
    const unit = {
      nalUnits: this.#copyNalUnits(),
      timestamp: this.#timestamp,
      arrivalMs: this.#arrivalMs,
      lossBefore,
      extension: this.#extension?.slice(),
    };
    this.clear();
    return unit;
  }

  /** Drops everything. */
  clear(): void {
    this.#pieces.length = 0;
    this.#ends.length = 0;
    this.#bytes = 0;
    this.#extension = undefined;
    this.#open = false;
    this.#overflowed = false;
  }

  #overflow(): void {
    this.#pieces.length = 0;
    this.#ends.length = 0;
    this.#bytes = 0;
    this.#overflowed = true;
  }

  #copyNalUnits(): Uint8Array[] {
    const bytes = new Uint8Array(this.#bytes);
    let offset = 0;
    for (const piece of this.#pieces) {
      bytes.set(piece, offset);
      offset += piece.length;
    }
    let start = 0;
    return this.#ends.map((end) => {
      const nalUnit = bytes.subarray(start, end);
      start = end;
      return nalUnit;
    });
  }
}
