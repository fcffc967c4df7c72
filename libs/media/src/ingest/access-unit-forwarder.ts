import { concatBytes } from '@casement/bytes';
import {
  defaultMaxAccessUnitBytes,
  defaultMaxNalUnits,
} from '../codec/nal/access-unit-assembler.js';
import type { AccessUnitLimits } from '../codec/nal/access-unit-assembler.js';
import type { AccessUnitBuilder } from '../codec/nal/access-unit-builder.js';
import { mediaTime90k } from '../rtp/media-time.js';
import type { RtpPacket } from '../rtp/rtp-packet.js';
import type { Timeline } from '../rtp/timeline.js';
import type { GrowingUnitSink } from './growing-unit-sink.js';
import type { RandomAccessGate } from './random-access-gate.js';
import type { RateMeter } from './rate-meter.js';

/** What a forwarder works with; all of it belongs to its receiver. */
export type ForwarderParts = {
  readonly gate: RandomAccessGate;
  readonly timeline: Timeline;
  readonly meter: RateMeter;
  readonly sink: GrowingUnitSink;
};

/** More of a slice than its header needs, emulation prevention included (see `parseSliceHeader`). */
const sliceHeadBytes = 64;

/** RTP payloads that one NAL unit may keep alive: 4 MiB in fragments of 512 bytes. */
const maxPieces = 8_192;

/**
 * - `head`: NAL units in front of the first slice and its first bytes are collected.
 * - `passing`: the sink has begun it; bytes go through.
 * - `ignored`: the gate does not want it, or it was abandoned.
 */
type State = 'head' | 'passing' | 'ignored';

/**
 * Hands access units on while they grow: the `AccessUnitBuilder` behind a `GrowingUnitSink`. What the gate
 * needs to know of an access unit stands in front of its first slice and in the first bytes of that, so the
 * first packet of a picture decides, and all other bytes pass without being kept.
 *
 * The gate decides as it would for the complete access unit. What only shows later and contradicts it (a random
 * access slice in another picture, one whose PPS was not handed on) makes it abandon the access unit.
 */
export class AccessUnitForwarder implements AccessUnitBuilder {
  readonly #gate: RandomAccessGate;
  readonly #timeline: Timeline;
  readonly #meter: RateMeter;
  readonly #sink: GrowingUnitSink;
  readonly #maxBytes: number;
  readonly #maxNalUnits: number;
  /** Complete NAL units in front of the first slice. */
  readonly #head: Uint8Array[] = [];
  /** Of the NAL unit in hand, while it cannot be passed on or has to be remembered. */
  readonly #pieces: Uint8Array[] = [];
  /** The first bytes of the slice in hand. */
  readonly #sliceHead = new Uint8Array(sliceHeadBytes);
  #sliceHeadLength = 0;
  #wantsSliceHead = false;
  #keepsPieces = false;
  /** nal_unit_type of the NAL unit in hand; -1 between NAL units. */
  #type = -1;
  #state: State = 'head';
  #randomAccess = false;
  #bytes = 0;
  #nalUnits = 0;
  #timestamp = 0;
  #arrivalMs = 0;
  #lossBefore = false;
  #extension: Uint8Array | undefined;
  #open = false;
  #overflowed = false;
  #forwarded = 0;
  #forwardedRandomAccess = 0;
  #refused = 0;

  constructor(
    { gate, timeline, meter, sink }: ForwarderParts,
    {
      maxBytes = defaultMaxAccessUnitBytes,
      maxNalUnits = defaultMaxNalUnits,
    }: AccessUnitLimits = {},
  ) {
    this.#gate = gate;
    this.#timeline = timeline;
    this.#meter = meter;
    this.#sink = sink;
    this.#maxBytes = maxBytes;
    this.#maxNalUnits = maxNalUnits;
  }

  /** Complete access units handed on. */
  get forwarded(): number {
    return this.#forwarded;
  }

  /** Those of them where decoding may start. */
  get forwardedRandomAccess(): number {
    return this.#forwardedRandomAccess;
  }

  /** Complete access units that the gate refused, or that were abandoned because of what came later. */
  get refused(): number {
    return this.#refused;
  }

  get open(): boolean {
    return this.#open;
  }

  get empty(): boolean {
    return this.#bytes === 0 && !this.#overflowed;
  }

  get timestamp(): number {
    return this.#timestamp;
  }

  get overflowed(): boolean {
    return this.#overflowed;
  }

  begin(packet: RtpPacket, arrivalMs: number, lossBefore: boolean): void {
    this.clear();
    this.#open = true;
    this.#timestamp = packet.timestamp;
    this.#arrivalMs = arrivalMs;
    this.#lossBefore = lossBefore;
    this.#extension = packet.extension?.bytes;
  }

  noteExtension(packet: RtpPacket): void {
    this.#extension ??= packet.extension?.bytes;
  }

  moveTo(timestamp: number): void {
    this.#timestamp = timestamp;
  }

  append(piece: Uint8Array): void {
    if (piece.length === 0 || this.#overflowed) {
      return;
    }
    if (this.#bytes + piece.length > this.#maxBytes || this.#pieces.length >= maxPieces) {
      this.#overflowed = true;
      return;
    }
    this.#bytes += piece.length;
    if (this.#type < 0) {
      this.#startNalUnit(this.#gate.syntax.nalUnitType(piece));
    }
    if (this.#keepsPieces) {
      this.#pieces.push(piece);
    }
    if (this.#state === 'passing') {
      this.#sink.append(piece);
    }
    if (this.#wantsSliceHead) {
      this.#readSliceHead(piece);
    }
  }

  endNalUnit(): void {
    if (this.#nalUnits >= this.#maxNalUnits) {
      this.#overflowed = true;
    }
    if (this.#overflowed || this.#type < 0) {
      return;
    }
    this.#nalUnits += 1;
    if (this.#wantsSliceHead) {
      this.#judgeSlice();
    }
    if (this.#state === 'head') {
      this.#head.push(this.#takePieces());
    } else if (this.#keepsPieces) {
      // A parameter set between or behind slices counts for the access units that follow.
      this.#gate.remember([this.#takePieces()]);
    }
    if (this.#state === 'passing') {
      this.#sink.endNalUnit();
    }
    this.#type = -1;
  }

  finish(): undefined {
    this.#meter.addPicture(this.#arrivalMs);
    if (this.#state === 'passing') {
      this.#forwarded += 1;
      this.#forwardedRandomAccess += this.#randomAccess ? 1 : 0;
      this.#sink.end(this.#extension);
    } else {
      this.#refused += 1;
    }
    this.#reset();
    return undefined;
  }

  clear(): void {
    this.#abandon();
    this.#reset();
  }

  #startNalUnit(type: number): void {
    this.#type = type;
    this.#pieces.length = 0;
    this.#sliceHeadLength = 0;
    const { syntax } = this.#gate;
    this.#keepsPieces = this.#state === 'head' || syntax.isParameterSetType(type);
    this.#wantsSliceHead =
      this.#state === 'head'
        ? syntax.isVclType(type)
        : this.#state === 'passing' && syntax.isRandomAccessType(type);
  }

  #readSliceHead(piece: Uint8Array): void {
    const room = sliceHeadBytes - this.#sliceHeadLength;
    const part = piece.length > room ? piece.subarray(0, room) : piece;
    this.#sliceHead.set(part, this.#sliceHeadLength);
    this.#sliceHeadLength += part.length;
    if (this.#sliceHeadLength === sliceHeadBytes) {
      this.#judgeSlice();
    }
  }

  /** The first bytes of a slice are there, or all of a shorter one. */
  #judgeSlice(): void {
    this.#wantsSliceHead = false;
    const slice = this.#sliceHead.subarray(0, this.#sliceHeadLength);
    if (this.#state === 'head') {
      this.#decide(slice);
    } else if (!this.#randomAccess || !this.#gate.admitsRandomAccessSlice(slice)) {
      this.#abandon();
    }
  }

  #decide(slice: Uint8Array): void {
    const arrivalMs = this.#arrivalMs;
    const time = this.#timeline.place(this.#timestamp, arrivalMs);
    const admitted = this.#gate.admit({
      nalUnits: [...this.#head, slice],
      timestamp: this.#timestamp,
      arrivalMs,
      lossBefore: this.#lossBefore,
      extension: undefined,
    });
    this.#keepsPieces = false;
    if (admitted === undefined) {
      this.#state = 'ignored';
      this.#pieces.length = 0;
      return;
    }
    const { nalUnits, randomAccess, discontinuity } = admitted;
    this.#state = 'passing';
    this.#randomAccess = randomAccess;
    const timestamp90k = mediaTime90k(time);
    const { codec } = this.#gate.syntax;
    this.#sink.begin({ codec, timestamp90k, arrivalMs, randomAccess, discontinuity });
    // The last one is the slice, of which all that has come follows.
    for (const nalUnit of nalUnits.slice(0, -1)) {
      this.#sink.append(nalUnit);
      this.#sink.endNalUnit();
    }
    for (const piece of this.#pieces) {
      this.#sink.append(piece);
    }
    this.#pieces.length = 0;
  }

  #takePieces(): Uint8Array {
    const [only] = this.#pieces;
    const nalUnit =
      only !== undefined && this.#pieces.length === 1 ? only : concatBytes(this.#pieces);
    this.#pieces.length = 0;
    return nalUnit;
  }

  #abandon(): void {
    if (this.#state === 'passing') {
      this.#state = 'ignored';
      this.#gate.withdraw();
      this.#sink.abandon();
    }
  }

  #reset(): void {
    this.#head.length = 0;
    this.#pieces.length = 0;
    this.#wantsSliceHead = false;
    this.#type = -1;
    this.#state = 'head';
    this.#bytes = 0;
    this.#nalUnits = 0;
    this.#extension = undefined;
    this.#open = false;
    this.#overflowed = false;
  }
}
