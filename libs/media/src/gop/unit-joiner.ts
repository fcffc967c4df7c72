import { h264NalUnitTypes } from '../codec/h264/nal-unit-type.js';
import type { PacketRingReader } from './packet-ring-reader.js';
import type { RingCodec } from './ring-codec.js';

/** nal_unit_type of a fragment of H.265 (RFC 7798 section 4.4.3). */
const h265FuType = 49;

const startBit = 0x80;

/** Bytes in front of the data of a fragment. */
const h264FuBytes = 2;
const h265FuBytes = 3;

/**
 * Puts the packets of one unit together again: the inverse of `UnitStreamer` and of `writeWholeUnit`. All parts
 * are views of one array. The packets are those that this process wrote, so they are not examined.
 */
export class UnitJoiner {
  #codec: RingCodec = 'h264';
  #bytes = new Uint8Array(0);
  #length = 0;
  /** Where the parts begin, and the last one ends at `#length`. */
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  /** @param bytes of all payloads together */
  begin(codec: RingCodec, bytes: number): void {
    this.#codec = codec;
    this.#bytes = new Uint8Array(bytes);
    this.#length = 0;
    this.#starts.length = 0;
    this.#ends.length = 0;
  }

  /** Appends the payload of the loaded packet; false when it was overwritten meanwhile. */
  take(reader: PacketRingReader): boolean {
    if (this.#codec === 'h264' || this.#codec === 'h265') {
      return this.#takeNal(reader, this.#codec === 'h264' ? h264FuBytes : h265FuBytes);
    }
    return this.#takePiece(reader);
  }

  /** The parts. They stay as they are when another unit is begun. */
  end(): readonly Uint8Array[] {
    return this.#starts.map((start, at) => this.#bytes.subarray(start, this.#ends[at]));
  }

  #takePiece(reader: PacketRingReader): boolean {
    if (this.#starts.length === 0) {
      this.#starts.push(0);
    }
    const isWhole = reader.copyPayload(this.#bytes, this.#length);
    this.#length += reader.length;
    this.#ends[0] = this.#length;
    return isWhole;
  }

  #takeNal(reader: PacketRingReader, fuBytes: number): boolean {
    const bytes = this.#bytes;
    const at = this.#length;
    if (!reader.copyPayload(bytes, at)) {
      return false;
    }
    const end = at + reader.length;
    if (!this.#isFragment(at)) {
      this.#addPart(at, end);
    } else if (((bytes[at + fuBytes - 1] ?? 0) & startBit) !== 0) {
      this.#restoreHeader(at);
      this.#addPart(at + 1, end);
    } else {
      // What follows the header of the fragment goes right behind the data before.
      bytes.copyWithin(at, at + fuBytes, end);
      this.#length = end - fuBytes;
      this.#ends[this.#ends.length - 1] = this.#length;
    }
    return true;
  }

  #addPart(start: number, end: number): void {
    this.#starts.push(start);
    this.#ends.push(end);
    this.#length = end;
  }

  #isFragment(at: number): boolean {
    const first = this.#bytes[at] ?? 0;
    return this.#codec === 'h264'
      ? (first & 0x1f) === h264NalUnitTypes.fuA
      : ((first >> 1) & 0x3f) === h265FuType;
  }

  /** Writes the header of the NAL unit over the end of the header of its first fragment, which is at `at`. */
  #restoreHeader(at: number): void {
    const bytes = this.#bytes;
    const first = bytes[at] ?? 0;
    if (this.#codec === 'h264') {
      bytes[at + 1] = (first & 0xe0) | ((bytes[at + 1] ?? 0) & 0x1f);
      return;
    }
    const second = bytes[at + 1] ?? 0;
    bytes[at + 1] = (first & 0x81) | (((bytes[at + 2] ?? 0) & 0x3f) << 1);
    bytes[at + 2] = second;
  }
}
