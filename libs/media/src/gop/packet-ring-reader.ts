import { ringCodecs } from './ring-codec.js';
import type { RingCodec } from './ring-codec.js';
import {
  arrivalField,
  codecMask,
  codecShift,
  completeUnitsWord,
  discontinuityFlag,
  flagsField,
  hasRandomAccessWord,
  headWord,
  lengthField,
  markerFlag,
  offsetField,
  randomAccessFlag,
  randomAccessWord,
  recordBytes,
  recordDoubles,
  recordWords,
  tailWord,
  timestampField,
  unitStartFlag,
  unitWaitersWord,
  unitsWord,
  waitersWord,
} from './ring-layout.js';
import type { SharedRing } from './shared-ring.js';
import { waitForChange } from './wait-for-change.js';

/**
 * Reads the packets of a `SharedRing`, in the thread of the writer or in any other one. Indexes are unsigned
 * 32-bit counters that wrap: compare them with `(a - b) | 0`. Nothing is allocated per packet.
 */
export class PacketRingReader {
  readonly id: string;
  /** Ticks per second of the timestamps. */
  readonly clockRateHz: number;
  /** Of sound; 0: the ring has pictures. */
  readonly channels: number;
  /** Bytes of the loaded packet's payload. */
  length = 0;
  /** The loaded packet is the last one of its access unit. A unit that was abandoned has none. */
  marker = false;
  /** The loaded packet is the first one of its access unit. */
  unitStart = false;
  /** Decoding may start with the loaded packet's access unit. */
  isRandomAccess = false;
  /** Units are missing in front of the loaded packet's unit. */
  discontinuity = false;
  /** What the loaded packet holds. */
  codec: RingCodec = 'h264';
  /**
   * Unwrapped position of the loaded packet's unit on the clock of the ring: 90 kHz for pictures, the sample
   * rate for sound.
   */
  timestamp90k = 0;
  /** When the first packet of the loaded packet's unit was received, in milliseconds, monotonic. */
  arrivalMs = 0;
  readonly #control: Int32Array;
  readonly #words: Int32Array;
  readonly #doubles: Float64Array;
  readonly #data: Uint8Array;
  readonly #slotMask: number;
  readonly #fence = new Int32Array(1);
  #index = 0;
  #offset = 0;

  constructor(ring: SharedRing) {
    this.id = ring.id;
    this.clockRateHz = ring.clockRateHz;
    this.channels = ring.channels;
    this.#control = new Int32Array(ring.control);
    this.#words = new Int32Array(ring.directory);
    this.#doubles = new Float64Array(ring.directory);
    this.#data = new Uint8Array(ring.data);
    this.#slotMask = ring.directory.byteLength / recordBytes - 1;
    this.#index = Atomics.load(this.#control, headWord);
  }

  /** Index one behind the newest packet. */
  head(): number {
    return Atomics.load(this.#control, headWord) >>> 0;
  }

  /** The oldest packet that can be read. */
  tail(): number {
    return Atomics.load(this.#control, tailWord) >>> 0;
  }

  /**
   * First packet of the newest random access unit that is complete, still in the ring and leads up to the
   * head; -1 when there is none.
   */
  randomAccess(): number {
    return Atomics.load(this.#control, hasRandomAccessWord) === 0
      ? -1
      : Atomics.load(this.#control, randomAccessWord) >>> 0;
  }

  /** Access units from `randomAccess()` to the head, the growing one included; 0 when there is none. */
  unitsSinceRandomAccess(): number {
    return Atomics.load(this.#control, unitsWord);
  }

  /** Loads the record of a packet into the fields of this object; false when it is gone or not there yet. */
  load(index: number): boolean {
    if (((Atomics.load(this.#control, headWord) - index) | 0) <= 0 || this.#isGone(index)) {
      return false;
    }
    const slot = index & this.#slotMask;
    const words = slot * recordWords;
    const doubles = slot * recordDoubles;
    const offset = this.#words[words + offsetField] ?? 0;
    const length = this.#words[words + lengthField] ?? 0;
    const flags = this.#words[words + flagsField] ?? 0;
    const timestamp90k = this.#doubles[doubles + timestampField] ?? 0;
    const arrivalMs = this.#doubles[doubles + arrivalField] ?? 0;
    if (this.#isGone(index)) {
      return false;
    }
    this.#index = index;
    this.#offset = offset;
    this.length = length;
    this.marker = (flags & markerFlag) !== 0;
    this.unitStart = (flags & unitStartFlag) !== 0;
    this.isRandomAccess = (flags & randomAccessFlag) !== 0;
    this.discontinuity = (flags & discontinuityFlag) !== 0;
    this.codec = ringCodecs[(flags >> codecShift) & codecMask] ?? 'h264';
    this.timestamp90k = timestamp90k;
    this.arrivalMs = arrivalMs;
    return true;
  }

  /**
   * Copies the payload of the packet loaded last; false when the writer has overwritten it meanwhile (then
   * `target` holds rubbish there).
   *
   * @throws {RangeError} when `target` has no room for `length` bytes at `at`.
   */
  copyPayload(target: Uint8Array, at: number): boolean {
    target.set(this.#data.subarray(this.#offset, this.#offset + this.length), at);
    return !this.#isGone(this.#index);
  }

  /**
   * Resolves when the head is not `seen` any more, at once when it is not now. For readers in another thread
   * than the writer; a wait does not keep a thread alive.
   */
  waitForNews(seen: number): Promise<void> {
    return waitForChange(this.#control, headWord, seen, waitersWord);
  }

  /** Complete units since the ring was made; wraps. */
  completeUnits(): number {
    return Atomics.load(this.#control, completeUnitsWord);
  }

  /**
   * As `waitForNews`, of `completeUnits()`: one wake per unit instead of one per packet. A reader that was
   * woken without need (see `wakeUnitWaiters`) finds nothing new.
   */
  waitForUnit(seen: number): Promise<void> {
    return waitForChange(this.#control, completeUnitsWord, seen, unitWaitersWord);
  }

  /** Resolves all `waitForUnit` of the ring, in every thread: for whoever does not want to wait any more. */
  wakeUnitWaiters(): void {
    Atomics.notify(this.#control, completeUnitsWord);
  }

  /** Whether the writer may have written over the packet: what was read of it before does not count. */
  #isGone(index: number): boolean {
    // Plain reads may be overtaken by the load behind them on some processors; by a store they may not, and
    // the store not by the load.
    Atomics.store(this.#fence, 0, 0);
    return ((index - Atomics.load(this.#control, tailWord)) | 0) < 0;
  }
}
