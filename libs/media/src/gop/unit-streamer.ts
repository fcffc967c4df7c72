import { h264NalUnitTypes } from '../codec/h264/nal-unit-type.js';
import type { PacketRingWriter, RingUnit } from './packet-ring-writer.js';
import { maxRingPayloadBytes } from './ring-layout.js';

/** FU indicator and FU header (RFC 6184 section 5.8). */
const fuHeaderBytes = 2;

/** What a fragment holds of a NAL unit. */
const fragmentBytes = maxRingPayloadBytes - fuHeaderBytes;

/** What may stand behind the header of a NAL unit that is a packet of its own. */
const singleBodyBytes = maxRingPayloadBytes - 1;

const startBit = 0x80;
const endBit = 0x40;
const typeMask = 0x1f;

/**
 * Cuts NAL units into the packets of a ring while their bytes arrive (RFC 6184, packetization-mode 1): a
 * packet is in the ring as soon as nothing can change it any more. Only the last packet of each NAL unit is
 * held, until it is known whether it is the last one of its access unit and has the marker.
 *
 * NAL units of up to 1,200 bytes are packets of their own, longer ones FU-As of exactly 1,200 bytes, the last
 * one shorter: runs of equal size are what UDP segmentation offload needs. The packets are those of
 * `H264Payloader`, but for parameter sets and SEI, which do not wait for each other to share a STAP-A.
 *
 * Nothing is allocated per packet and each byte is copied once, from the received packet into the ring.
 */
export class UnitStreamer {
  readonly #ring: PacketRingWriter;
  readonly #data: Uint8Array;
  /** Header of the NAL unit in hand; -1 between NAL units. */
  #nalHeader = -1;
  /** Where the packet in hand begins; the bytes of the NAL unit stand behind room for two FU bytes. */
  #at = 0;
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
  begin(unit: RingUnit): void {
    this.#drop();
    this.#ring.beginUnit(unit);
  }

  /** Appends bytes to the NAL unit in hand, the NAL unit header first. They are copied. */
  append(bytes: Uint8Array): void {
    const { length } = bytes;
    let from = 0;
    if (this.#nalHeader < 0 && length > 0) {
      this.#startNalUnit(bytes[0] ?? 0);
      from = 1;
    }
    while (from < length) {
      const room = (this.#isFirstFragment ? singleBodyBytes : fragmentBytes) - this.#body;
      if (room === 0) {
        this.#publishFragment();
        continue;
      }
      const to = Math.min(length, from + room);
      const piece = to - from === length ? bytes : bytes.subarray(from, to);
      this.#data.set(piece, this.#at + fuHeaderBytes + this.#body);
      this.#body += to - from;
      from = to;
    }
  }

  /** Ends the NAL unit in hand; one without a byte is left out. */
  endNalUnit(): void {
    if (this.#nalHeader < 0) {
      return;
    }
    if (this.#isFirstFragment) {
      this.#heldAt = this.#at + 1;
      this.#heldBytes = this.#body + 1;
      this.#data[this.#heldAt] = this.#nalHeader;
    } else {
      this.#heldAt = this.#at;
      this.#heldBytes = this.#body + fuHeaderBytes;
      this.#writeFuHeader(endBit);
    }
    this.#nalHeader = -1;
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

  #startNalUnit(header: number): void {
    this.#publishHeld(false);
    this.#nalHeader = header;
    this.#at = this.#ring.reserve();
    this.#body = 0;
    this.#isFirstFragment = true;
  }

  /** The packet in hand is full and more bytes follow: it is a fragment, and not the last one. */
  #publishFragment(): void {
    const at = this.#at;
    // The NAL unit might have ended here, in a packet of its own, with one byte more than a fragment has.
    const surplus = this.#body - fragmentBytes;
    const last = this.#data[at + fuHeaderBytes + fragmentBytes] ?? 0;
    this.#writeFuHeader(this.#isFirstFragment ? startBit : 0);
    this.#ring.publish(at, maxRingPayloadBytes, false);
    this.#at = this.#ring.reserve();
    this.#isFirstFragment = false;
    this.#body = surplus;
    if (surplus > 0) {
      this.#data[this.#at + fuHeaderBytes] = last;
    }
  }

  #writeFuHeader(edge: number): void {
    this.#data[this.#at] = (this.#nalHeader & ~typeMask) | h264NalUnitTypes.fuA;
    this.#data[this.#at + 1] = edge | (this.#nalHeader & typeMask);
  }

  #publishHeld(marker: boolean): void {
    if (this.#heldBytes > 0) {
      this.#ring.publish(this.#heldAt, this.#heldBytes, marker);
      this.#heldBytes = 0;
    }
  }

  #drop(): void {
    this.#nalHeader = -1;
    this.#heldBytes = 0;
  }
}
