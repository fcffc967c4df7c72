import { h264NalUnitTypes } from '../codec/h264/nal-unit-type.js';
import type { PacketRingWriter, RingUnit } from './packet-ring-writer.js';
import { maxRingPayloadBytes } from './ring-layout.js';

/** A picture of which the NAL units are streamed. */
export type NalRingUnit = RingUnit & { readonly codec: 'h264' | 'h265' };

/** Bytes of a NAL unit header (H.264 7.3.1, H.265 7.3.1.2). */
const h264HeaderBytes = 1;
const h265HeaderBytes = 2;

/** A fragment has one byte more in front of the data than the NAL unit has: the FU header. */
const fuHeaderBytes = 1;

const startBit = 0x80;
const endBit = 0x40;
const h264TypeMask = 0x1f;

/** nal_unit_type of a fragment (RFC 7798 section 4.4.3), and where the type stands in the first byte. */
const h265FuType = 49;
const h265TypeShift = 1;
const h265TypeMask = 0x3f;

/**
 * Cuts NAL units into the packets of a ring while their bytes arrive (H.264: RFC 6184, packetization-mode 1;
 * H.265: RFC 7798 without DONL): a packet is in the ring as soon as nothing can change it any more. Only the
 * last packet of each NAL unit is held, until it is known whether it is the last one of its access unit and
 * has the marker.
 *
 * NAL units of up to 1,200 bytes are packets of their own, longer ones FU-As or FUs of exactly 1,200 bytes, the
 * last one shorter: runs of equal size are what UDP segmentation offload needs. The packets of H.264 are those
 * of `H264Payloader`, but for parameter sets and SEI, which do not wait for each other to share a STAP-A.
 *
 * Nothing is allocated per packet and each byte is copied once, from the received packet into the ring.
 */
export class UnitStreamer {
  readonly #ring: PacketRingWriter;
  readonly #data: Uint8Array;
  #isH265 = false;
  /** Length of the NAL unit headers of the unit in hand. */
  #headerBytes = h264HeaderBytes;
  /** Header of the NAL unit in hand as a number, as far as it came. */
  #nalHeader = 0;
  /** How many bytes of it are still to come. */
  #missingHeader = h264HeaderBytes;
  /** Where the packet in hand begins; the data of the NAL unit stands behind room for the header of a fragment. */
  #at = 0;
  /** Bytes of that data in the packet in hand. */
  #body = 0;
  #isFirstFragment = true;
  /** The last packet of the NAL unit before, not published yet; no bytes: there is none. */
  #heldAt = 0;
  #heldBytes = 0;

  constructor(ring: PacketRingWriter) {
    this.#ring = ring;
    this.#data = ring.data;
  }

  /** Begins an access unit. One that is still open is abandoned. */
  begin(unit: NalRingUnit): void {
    this.#isH265 = unit.codec === 'h265';
    this.#headerBytes = this.#isH265 ? h265HeaderBytes : h264HeaderBytes;
    this.#drop();
    this.#ring.beginUnit(unit);
  }

  /** Appends bytes to the NAL unit in hand, the NAL unit header first. They are copied. */
  append(bytes: Uint8Array): void {
    const { length } = bytes;
    let from = this.#missingHeader > 0 ? this.#takeHeader(bytes) : 0;
    while (from < length) {
      // In a packet of its own there is no FU header, so there is room for one byte more.
      const room =
        maxRingPayloadBytes -
        this.#headerBytes -
        (this.#isFirstFragment ? 0 : fuHeaderBytes) -
        this.#body;
      if (room === 0) {
        this.#publishFragment();
        continue;
      }
      const to = Math.min(length, from + room);
      const piece = to - from === length ? bytes : bytes.subarray(from, to);
      this.#data.set(piece, this.#at + this.#headerBytes + fuHeaderBytes + this.#body);
      this.#body += to - from;
      from = to;
    }
  }

  /** Ends the NAL unit in hand; one without a whole header is left out. */
  endNalUnit(): void {
    if (this.#missingHeader === 0) {
      if (this.#isFirstFragment) {
        this.#heldAt = this.#at + fuHeaderBytes;
        this.#heldBytes = this.#headerBytes + this.#body;
        this.#writeNalHeader();
      } else {
        this.#heldAt = this.#at;
        this.#heldBytes = this.#headerBytes + fuHeaderBytes + this.#body;
        this.#writeFuHeader(endBit);
      }
    }
    this.#awaitHeader();
  }

  /** Ends the access unit: its last packet gets the marker. */
  end(): void {
    this.endNalUnit();
    this.#publishHeld(true);
    this.#ring.endUnit();
  }

  /** The rest of the access unit never comes. */
  abandon(): void {
    this.#drop();
    this.#ring.abandonUnit();
  }

  /** Takes what belongs to the header of the next NAL unit; how many bytes that were. */
  #takeHeader(bytes: Uint8Array): number {
    const taken = Math.min(this.#missingHeader, bytes.length);
    for (let at = 0; at < taken; at += 1) {
      this.#nalHeader = (this.#nalHeader << 8) | (bytes[at] ?? 0);
    }
    this.#missingHeader -= taken;
    if (taken > 0 && this.#missingHeader === 0) {
      this.#startNalUnit();
    }
    return taken;
  }

  #startNalUnit(): void {
    this.#publishHeld(false);
    this.#at = this.#ring.reserve();
    this.#body = 0;
    this.#isFirstFragment = true;
  }

  /** The packet in hand is full and more bytes follow: it is a fragment, and not the last one. */
  #publishFragment(): void {
    const at = this.#at;
    const from = this.#headerBytes + fuHeaderBytes;
    const fragmentBytes = maxRingPayloadBytes - from;
    // The NAL unit might have ended here, in a packet of its own, with one byte more than a fragment has.
    const surplus = this.#body - fragmentBytes;
    const last = this.#data[at + maxRingPayloadBytes] ?? 0;
    this.#writeFuHeader(this.#isFirstFragment ? startBit : 0);
    this.#ring.publish(at, maxRingPayloadBytes, false);
    this.#at = this.#ring.reserve();
    this.#isFirstFragment = false;
    this.#body = surplus;
    if (surplus > 0) {
      this.#data[this.#at + from] = last;
    }
  }

  #writeNalHeader(): void {
    if (this.#isH265) {
      this.#data[this.#heldAt] = this.#nalHeader >> 8;
      this.#data[this.#heldAt + 1] = this.#nalHeader & 0xff;
    } else {
      this.#data[this.#heldAt] = this.#nalHeader;
    }
  }

  /** The header of a fragment: RFC 6184 section 5.8, RFC 7798 section 4.4.3. */
  #writeFuHeader(edge: number): void {
    if (this.#isH265) {
      const first = this.#nalHeader >> 8;
      this.#data[this.#at] =
        (first & ~(h265TypeMask << h265TypeShift)) | (h265FuType << h265TypeShift);
      this.#data[this.#at + 1] = this.#nalHeader & 0xff;
      this.#data[this.#at + 2] = edge | ((first >> h265TypeShift) & h265TypeMask);
    } else {
      this.#data[this.#at] = (this.#nalHeader & ~h264TypeMask) | h264NalUnitTypes.fuA;
      this.#data[this.#at + 1] = edge | (this.#nalHeader & h264TypeMask);
    }
  }

  #publishHeld(marker: boolean): void {
    if (this.#heldBytes > 0) {
      this.#ring.publish(this.#heldAt, this.#heldBytes, marker);
      this.#heldBytes = 0;
    }
  }

  #awaitHeader(): void {
    this.#nalHeader = 0;
    this.#missingHeader = this.#headerBytes;
  }

  #drop(): void {
    this.#awaitHeader();
    this.#heldBytes = 0;
  }
}
