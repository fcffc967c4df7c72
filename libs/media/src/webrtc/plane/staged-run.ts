import type { PacketRingReader } from '../../gop/packet-ring-reader.js';
import type { RingCodec } from '../../gop/ring-codec.js';
import { authenticationTagBytes, maxRunPackets, rtpHeaderBytes } from '../srtp/run-protector.js';
import type { RunStage } from '../srtp/run-protector.js';

const overheadBytes = rtpHeaderBytes + authenticationTagBytes;

/** Original sequence number in front of a retransmitted payload (RFC 4588 section 4). */
export const osnBytes = 2;

/**
 * Packets of a ring in the stage of a protector, all of one codec, and how they are to be cut into sends: staged
 * and cut once, sent to any number of viewers.
 */
export class StagedRun {
  readonly #stage: RunStage;
  /** Staged packets; they have slots from 0. */
  count = 0;
  /** Payload bytes of all of them. */
  payloadBytes = 0;
  /** When the first of them came into the ring, on the ring's clock. */
  firstArrivalMs = 0;
  /** The same of the last one. */
  lastArrivalMs = 0;
  /** What the staged packets hold. */
  codec: RingCodec = 'h264';
  /** A packet was not staged because it is of another codec than those before it. */
  endsAtCodec = false;
  /** 1 for the first packet of an access unit. */
  readonly unitStarts = new Uint8Array(maxRunPackets);
  readonly timestamps90k = new Float64Array(maxRunPackets);
  readonly ringIndexes = new Uint32Array(maxRunPackets);
  /** Runs of equally long packets, of which the last one may be shorter: what one send takes. */
  segments = 0;
  /** Slot behind each segment. */
  readonly segmentEnds = new Uint8Array(maxRunPackets);
  /** Bytes of each segment's packets, header and tag included. */
  readonly packetBytes = new Uint16Array(maxRunPackets);
  /** Where each protected packet ends in the output of a job that has all slots. */
  readonly packetEnds = new Uint32Array(maxRunPackets);

  constructor(stage: RunStage) {
    this.#stage = stage;
  }

  /**
   * Stages packets from `from` up to `end` of a ring, as many as there is room for.
   *
   * @param onlyRandomAccess stop in front of the first unit where decoding cannot start
   * @returns false when the first packet is not in the ring any more
   */
  load(reader: PacketRingReader, from: number, end: number, onlyRandomAccess: boolean): boolean {
    this.clear();
    let index = from;
    while (this.count < maxRunPackets && index !== end) {
      if (!reader.load(index)) {
        break;
      }
      if (onlyRandomAccess && !reader.isRandomAccess) {
        break;
      }
      if (!this.#hasCodecOf(reader)) {
        break;
      }
      if (!this.#stagePayload(reader, index, 0)) {
        break;
      }
      index = (index + 1) >>> 0;
    }
    this.cut();
    return this.count > 0;
  }

  /**
   * Stages pieces of sound, each of which is one packet, from `from` up to `end` of a ring, as many as there is
   * room for.
   *
   * @param isFresh the first one is the first after silence: only then the marker is set (RFC 3551 section 4.1)
   * @returns false when there was none
   */
  loadSound(reader: PacketRingReader, from: number, end: number, isFresh: boolean): boolean {
    this.clear();
    const { markers } = this.#stage;
    let index = from;
    while (this.count < maxRunPackets && index !== end && reader.load(index)) {
      const isWhole = reader.unitStart && reader.marker;
      if (!isWhole || !this.#hasCodecOf(reader) || !this.#stagePayload(reader, index, 0)) {
        break;
      }
      markers[this.count - 1] = isFresh && this.count === 1 ? 1 : 0;
      index = (index + 1) >>> 0;
    }
    this.cut();
    return this.count > 0;
  }

  clear(): void {
    this.count = 0;
    this.endsAtCodec = false;
    this.payloadBytes = 0;
    this.segments = 0;
  }

  /**
   * Stages one packet behind the others; false when it is not in the ring any more or, see `endsAtCodec`, is of
   * another codec. Call `cut` at the end.
   */
  add(reader: PacketRingReader, index: number): boolean {
    return reader.load(index) && this.#hasCodecOf(reader) && this.#stagePayload(reader, index, 0);
  }

  /** The same as a retransmission, with the sequence number it had at first (RFC 4588 section 4). */
  addRetransmission(
    reader: PacketRingReader,
    index: number,
    originalSequenceNumber: number,
  ): boolean {
    const at = this.count * this.#stage.stride;
    if (
      !reader.load(index) ||
      !this.#hasCodecOf(reader) ||
      !this.#stagePayload(reader, index, osnBytes)
    ) {
      return false;
    }
    this.#stage.bytes[at] = originalSequenceNumber >>> 8;
    this.#stage.bytes[at + 1] = originalSequenceNumber & 0xff;
    return true;
  }

  /** Payload bytes of the slots before `slots`. */
  payloadBytesUpTo(slots: number): number {
    return slots === 0 ? 0 : (this.packetEnds[slots - 1] ?? 0) - slots * overheadBytes;
  }

  /** Finds the segments. */
  cut(): void {
    const { lengths } = this.#stage;
    this.segments = 0;
    let end = 0;
    let slot = 0;
    while (slot < this.count) {
      const first = lengths[slot] ?? 0;
      let length = first;
      while (slot < this.count && length === first) {
        end += first + overheadBytes;
        this.packetEnds[slot] = end;
        slot += 1;
        length = lengths[slot] ?? 0;
      }
      if (slot < this.count && length < first) {
        end += length + overheadBytes;
        this.packetEnds[slot] = end;
        slot += 1;
      }
      this.packetBytes[this.segments] = first + overheadBytes;
      this.segmentEnds[this.segments] = slot;
      this.segments += 1;
    }
  }

  /** Whether the loaded packet may stand behind the staged ones. */
  #hasCodecOf(reader: PacketRingReader): boolean {
    if (this.count > 0 && reader.codec !== this.codec) {
      this.endsAtCodec = true;
      return false;
    }
    return true;
  }

  #stagePayload(reader: PacketRingReader, index: number, prefixBytes: number): boolean {
    const slot = this.count;
    const { bytes, stride, lengths, markers } = this.#stage;
    if (!reader.copyPayload(bytes, slot * stride + prefixBytes)) {
      return false;
    }
    if (slot === 0) {
      this.firstArrivalMs = reader.arrivalMs;
      this.codec = reader.codec;
    }
    this.lastArrivalMs = reader.arrivalMs;
    lengths[slot] = reader.length + prefixBytes;
    markers[slot] = reader.marker ? 1 : 0;
    this.unitStarts[slot] = reader.unitStart ? 1 : 0;
    this.timestamps90k[slot] = reader.timestamp90k;
    this.ringIndexes[slot] = index;
    this.payloadBytes += reader.length + prefixBytes;
    this.count = slot + 1;
    return true;
  }
}
