import { MediaError } from '../errors/media-error.js';
import { ringCodecs } from './ring-codec.js';
import type { RingCodec } from './ring-codec.js';
import {
  arrivalField,
  codecShift,
  completeUnitsWord,
  discontinuityFlag,
  flagsField,
  hasRandomAccessWord,
  headWord,
  lengthField,
  markerFlag,
  maxRingPayloadBytes,
  offsetField,
  randomAccessFlag,
  randomAccessWord,
  recordBytes,
  recordDoubles,
  recordWords,
  reservedBytes,
  tailWord,
  timestampField,
  unitStartFlag,
  unitWaitersWord,
  unitsWord,
  waitersWord,
} from './ring-layout.js';
import type { SharedRing } from './shared-ring.js';

/** What is known of an access unit when its first packet is written. */
export type RingUnit = {
  /** What its packets hold. It may differ from unit to unit. */
  readonly codec: RingCodec;
  /**
   * Unwrapped position on the clock of the ring: that of the camera's timeline, 90 kHz, for pictures, the
   * sample rate for sound.
   */
  readonly timestamp90k: number;
  /** When its first packet was received, in milliseconds on the receiver's monotonic clock. */
  readonly arrivalMs: number;
  /** Decoding may start here. */
  readonly randomAccess: boolean;
  /** Pictures are missing between the unit before and this one. */
  readonly discontinuity: boolean;
};

/** What a writer counted since it was made. */
export type PacketRingStatistics = {
  readonly packets: number;
  /** Bytes of their payloads. */
  readonly bytes: number;
  /** Complete units, and those of them where decoding may start. */
  readonly units: number;
  readonly randomAccessUnits: number;
  /** Units of which a part was written and whose rest never came. */
  readonly abandonedUnits: number;
  /** Packets that can be read now. */
  readonly heldPackets: number;
  /** Memory that was touched; it never shrinks. */
  readonly usedBytes: number;
  /** Chunks written over although they were young or needed by late viewers: the ring is at its limit. */
  readonly earlyOverwrites: number;
};

/** Retransmission and a viewer that was blocked may look back so far. */
const keptMs = 2_000;

/** Small enough for a small stream, large enough that little is lost where a packet does not fit any more. */
const maxChunkBytes = 64 * 1024;

/** So many chunks a ring has at least, so that one at a time can be given up. */
const minChunks = 4;

/**
 * Writes the packets of one camera into a `SharedRing`. Only one writer per ring at a time; a new one finds
 * the ring empty, and the indexes go on.
 *
 * The data is written in chunks of 64 KiB. A chunk is used again when all its packets are older than 2 s and
 * older than the newest random access unit; otherwise one more chunk is taken, up to the size of the ring. So
 * a small stream touches little memory: pages that were never written to cost nothing.
 *
 * Readers never see half a packet: the tail is moved before its packets are written over, the head after a
 * packet is complete.
 */
export class PacketRingWriter {
  readonly id: string;
  /** The data of the ring. Whoever called `reserve` writes here. */
  readonly data: Uint8Array;
  readonly #control: Int32Array;
  readonly #words: Int32Array;
  readonly #doubles: Float64Array;
  readonly #maxPackets: number;
  readonly #chunkBytes: number;
  readonly #maxChunks: number;
  /** Chunk numbers from the oldest to the newest: a circular queue. */
  readonly #order: Int32Array;
  #oldest = 0;
  #chunks = 0;
  /** Per chunk: the index behind its last packet, and when that arrived. */
  readonly #chunkHead: Int32Array;
  readonly #chunkNewestMs: Float64Array;
  #chunk = -1;
  #position = 0;
  #limit = 0;
  #head: number;
  #tail: number;
  #randomAccess = 0;
  #hasRandomAccess = false;
  #unitsSince = 0;
  #open = false;
  #unitFlags = 0;
  #unitFirst = 0;
  #unitPackets = 0;
  #timestamp90k = 0;
  #arrivalMs = 0;
  #packets = 0;
  #bytes = 0;
  #units = 0;
  #randomAccessUnits = 0;
  #abandonedUnits = 0;
  #earlyOverwrites = 0;

  constructor(ring: SharedRing) {
    this.id = ring.id;
    this.data = new Uint8Array(ring.data);
    this.#control = new Int32Array(ring.control);
    this.#words = new Int32Array(ring.directory);
    this.#doubles = new Float64Array(ring.directory);
    this.#maxPackets = ring.directory.byteLength / recordBytes;
    this.#chunkBytes = Math.min(maxChunkBytes, Math.floor(ring.data.byteLength / minChunks));
    this.#maxChunks = Math.floor(ring.data.byteLength / this.#chunkBytes);
    this.#order = new Int32Array(this.#maxChunks);
    this.#chunkHead = new Int32Array(this.#maxChunks);
    this.#chunkNewestMs = new Float64Array(this.#maxChunks);
    this.#head = Atomics.load(this.#control, headWord);
    this.#tail = this.#head;
    this.forget();
    this.#moveTail(this.#head);
  }

  get statistics(): PacketRingStatistics {
    return {
      packets: this.#packets,
      bytes: this.#bytes,
      units: this.#units,
      randomAccessUnits: this.#randomAccessUnits,
      abandonedUnits: this.#abandonedUnits,
      heldPackets: (this.#head - this.#tail) >>> 0,
      usedBytes: this.#chunks * this.#chunkBytes,
      earlyOverwrites: this.#earlyOverwrites,
    };
  }

  /** The packets that follow belong to this access unit. One that is still open is abandoned. */
  beginUnit({ codec, timestamp90k, arrivalMs, randomAccess, discontinuity }: RingUnit): void {
    this.abandonUnit();
    if (discontinuity && !randomAccess) {
      // What was kept does not lead up to this unit.
      this.forget();
    }
    this.#open = true;
    this.#unitFlags =
      (ringCodecs.indexOf(codec) << codecShift) |
      (randomAccess ? randomAccessFlag : 0) |
      (discontinuity ? discontinuityFlag : 0);
    this.#unitFirst = this.#head;
    this.#unitPackets = 0;
    this.#timestamp90k = timestamp90k;
    this.#arrivalMs = arrivalMs;
  }

  /**
   * Writes one packet, for callers that have its payload in one piece.
   *
   * @param marker whether it is the last one of its unit
   * @throws {MediaError} kind `option` when it is empty or longer than 1,200 bytes.
   */
  packet(payload: Uint8Array, marker: boolean): void {
    const { length } = payload;
    if (length === 0 || length > maxRingPayloadBytes) {
      throw new MediaError(
        'option',
        `RTP payload for a ring has ${length} bytes; expected 1..${maxRingPayloadBytes}`,
        { length, max: maxRingPayloadBytes },
      );
    }
    const at = this.reserve();
    this.data.set(payload, at);
    this.publish(at, length, marker);
  }

  /**
   * Makes room: `reservedBytes` of `data` from the returned position may be written until `publish`. Called
   * twice without a `publish` in between, it returns the same position.
   */
  reserve(): number {
    if (this.#position + reservedBytes > this.#limit) {
      this.#takeChunk();
    }
    if (((this.#head - this.#tail) | 0) >= this.#maxPackets) {
      this.#moveTail((this.#tail + 1) | 0);
    }
    return this.#position;
  }

  /** Shows readers the packet of `length` bytes at `at`, which lies inside what was reserved. */
  publish(at: number, length: number, marker: boolean): void {
    const index = this.#head;
    const slot = index & (this.#maxPackets - 1);
    const isFirst = this.#unitPackets === 0;
    const words = slot * recordWords;
    const doubles = slot * recordDoubles;
    this.#words[words + offsetField] = at;
    this.#words[words + lengthField] = length;
    this.#words[words + flagsField] =
      this.#unitFlags | (isFirst ? unitStartFlag : 0) | (marker ? markerFlag : 0);
    this.#doubles[doubles + timestampField] = this.#timestamp90k;
    this.#doubles[doubles + arrivalField] = this.#arrivalMs;
    this.#position = at + length;
    this.#head = (index + 1) | 0;
    this.#chunkHead[this.#chunk] = this.#head;
    this.#chunkNewestMs[this.#chunk] = this.#arrivalMs;
    this.#unitPackets += 1;
    this.#packets += 1;
    this.#bytes += length;
    if (isFirst) {
      this.#setUnitsSince(this.#unitsSince + 1);
    }
    Atomics.store(this.#control, headWord, this.#head);
    this.#wakeReaders();
  }

  /** The unit is complete: its last packet had the marker. Late viewers may start there from now on. */
  endUnit(): void {
    if (!this.#open) {
      return;
    }
    this.#open = false;
    if (this.#unitPackets === 0) {
      return;
    }
    this.#units += 1;
    if ((this.#unitFlags & randomAccessFlag) !== 0) {
      this.#randomAccessUnits += 1;
      this.#setRandomAccess(this.#unitFirst);
    }
    Atomics.add(this.#control, completeUnitsWord, 1);
    if (Atomics.load(this.#control, unitWaitersWord) > 0) {
      Atomics.notify(this.#control, completeUnitsWord);
    }
  }

  /** The rest of the open unit never comes. What was written of it stays, without a marker. */
  abandonUnit(): void {
    if (this.#open && this.#unitPackets > 0) {
      this.#abandonedUnits += 1;
    }
    this.#open = false;
  }

  /** Late viewers start with the next random access unit: what was kept is of the past. */
  forget(): void {
    this.#hasRandomAccess = false;
    Atomics.store(this.#control, hasRandomAccessWord, 0);
    this.#setUnitsSince(0);
  }

  #setRandomAccess(index: number): void {
    if (((index - this.#tail) | 0) < 0) {
      // Larger than the ring: its own end has overwritten its start.
      this.forget();
      return;
    }
    this.#randomAccess = index;
    this.#hasRandomAccess = true;
    this.#setUnitsSince(1);
    Atomics.store(this.#control, randomAccessWord, index);
    Atomics.store(this.#control, hasRandomAccessWord, 1);
  }

  #setUnitsSince(units: number): void {
    this.#unitsSince = this.#hasRandomAccess ? units : 0;
    Atomics.store(this.#control, unitsWord, this.#unitsSince);
  }

  #wakeReaders(): void {
    if (Atomics.load(this.#control, waitersWord) > 0) {
      Atomics.notify(this.#control, headWord);
    }
  }

  #takeChunk(): void {
    const oldest = this.#order[this.#oldest] ?? 0;
    const isWanted = this.#chunks > 0 && this.#isWanted(oldest);
    const isNew = this.#chunks < minChunks - 1 || (isWanted && this.#chunks < this.#maxChunks);
    if (isNew) {
      this.#chunk = this.#chunks;
      this.#addNewest(this.#chunks);
    } else {
      this.#earlyOverwrites += isWanted ? 1 : 0;
      this.#chunk = oldest;
      this.#giveUp(oldest);
      this.#oldest = (this.#oldest + 1) % this.#maxChunks;
      this.#chunks -= 1;
      this.#addNewest(oldest);
    }
    this.#chunkHead[this.#chunk] = this.#head;
    this.#chunkNewestMs[this.#chunk] = this.#arrivalMs;
    this.#position = this.#chunk * this.#chunkBytes;
    this.#limit = this.#position + this.#chunkBytes;
  }

  #addNewest(chunk: number): void {
    this.#order[(this.#oldest + this.#chunks) % this.#maxChunks] = chunk;
    this.#chunks += 1;
  }

  /** Whether somebody may still ask for packets of this chunk. */
  #isWanted(chunk: number): boolean {
    const head = this.#chunkHead[chunk] ?? 0;
    if (((head - this.#tail) | 0) <= 0) {
      return false;
    }
    const isYoung = this.#arrivalMs - (this.#chunkNewestMs[chunk] ?? 0) < keptMs;
    return isYoung || (this.#hasRandomAccess && ((head - this.#randomAccess) | 0) > 0);
  }

  /** Takes the packets of the oldest chunk from the readers. */
  #giveUp(chunk: number): void {
    const head = this.#chunkHead[chunk] ?? 0;
    if (((head - this.#tail) | 0) > 0) {
      this.#moveTail(head);
    }
  }

  #moveTail(tail: number): void {
    this.#tail = tail;
    if (this.#hasRandomAccess && ((this.#randomAccess - tail) | 0) < 0) {
      this.forget();
    }
    Atomics.store(this.#control, tailWord, tail);
    // A store may be overtaken by plain writes behind it on some processors; by this load it may not, and
    // the writes not by the load.
    Atomics.load(this.#control, tailWord);
  }
}
