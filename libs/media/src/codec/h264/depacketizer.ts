import { DefectCounter } from '../../errors/defect-counter.js';
import type { RtpPacket } from '../../rtp/rtp-packet.js';
import type { SequencedPacket } from '../../rtp/sequenced-packet.js';
import { AccessUnitAssembler } from '../nal/access-unit-assembler.js';
import type { AccessUnitLimits, RtpAccessUnit } from '../nal/access-unit-assembler.js';
import type { AccessUnitBuilder } from '../nal/access-unit-builder.js';
import { parseFuA } from './fu-a.js';
import type { FuA } from './fu-a.js';
import { h264Defects } from './h264-defect.js';
import type { H264Defect } from './h264-defect.js';
import {
  h264NalUnitTypes,
  hasForbiddenBit,
  hasSliceHeader,
  isCodecType,
  isVclType,
  nalUnitType,
  opensAccessUnit,
} from './nal-unit-type.js';
import { startsPicture } from './slice-header.js';
import { parseStapA } from './stap-a.js';

/** Between the first and the last fragment of a FU-A; `dropped` when the NAL unit is not wanted. */
type FragmentState = {
  readonly kind: 'fragment';
  readonly nalHeader: number;
  readonly dropped: boolean;
};

type State =
  | { readonly kind: 'whole' }
  | FragmentState
  /** Something of the picture with this timestamp is missing: the rest of it is of no use. */
  | { readonly kind: 'damaged'; readonly timestamp: number };

const whole: State = { kind: 'whole' };

/**
 * NAL units that decoders do not need and that the RTP sender of a viewer would have to pay for: the
 * delimiters are implied by RTP, filler is nothing. An end of sequence usually comes behind the marker bit,
 * where it would become the start of the next access unit.
 */
const unwantedTypes: ReadonlySet<number> = new Set([
  h264NalUnitTypes.accessUnitDelimiter,
  h264NalUnitTypes.endOfSequence,
  h264NalUnitTypes.endOfStream,
  h264NalUnitTypes.filler,
]);

/** NAL unit headers of FU-As as pieces, so that no fragment needs an array of its own. Never written. */
const headerPieces: readonly Uint8Array[] = Array.from({ length: 256 }, (_, header) =>
  Uint8Array.of(header),
);

/** Access units that wait to be pulled. One packet completes two, or a few more in an odd STAP-A. */
const maxReadyUnits = 64;

/**
 * RTP payloads to H.264 access units (RFC 6184, non-interleaved mode: single NAL units, STAP-A, FU-A).
 * `push` a packet, then `pull` until `undefined`.
 *
 * A picture ends with the marker bit or when the timestamp changes. For senders that never set the
 * marker it also ends where the next one visibly begins: a slice with first_mb_in_slice 0, or parameter
 * sets, SEI or delimiter behind picture data. Pictures with missing or damaged parts are dropped, and
 * the next access unit says `lossBefore`.
 */
export class H264Depacketizer {
  readonly #assembler: AccessUnitBuilder;
  readonly #defects = new DefectCounter<H264Defect>(h264Defects);
  readonly #ready: RtpAccessUnit[] = [];
  #state: State = whole;
  /** True at the start too: what came before the first packet is missing. */
  #lossBefore = true;
  #hasPicture = false;
  #markerSeen = false;
  #discarded = 0;

  /** @param builder for access units that are handed on while they grow; `limits` mean nothing then */
  constructor(
    limits: AccessUnitLimits = {},
    builder: AccessUnitBuilder = new AccessUnitAssembler(limits),
  ) {
    this.#assembler = builder;
  }

  /** How often each defect was met. */
  get defects(): Readonly<Record<H264Defect, number>> {
    return this.#defects.snapshot();
  }

  /** Access units of which a part was received and which were dropped all the same. */
  get discardedAccessUnits(): number {
    return this.#discarded;
  }

  /** Takes the next packet in sequence. Keeps views of its payload until its access unit is complete. */
  push(sequenced: SequencedPacket): void {
    const { packet } = sequenced;
    if (sequenced.lostBefore > 0) {
      this.#noteLoss(packet);
    }
    if (this.#skipDamaged(packet)) {
      return;
    }
    this.#openAccessUnit(sequenced);
    this.#readPayload(sequenced);
    if (this.#assembler.overflowed) {
      this.#damage('access-unit-too-large', packet);
      // Perhaps the markers were mistaken: look for visible beginnings until one is seen again.
      this.#markerSeen = false;
    }
    if (packet.marker) {
      this.#endWithMarker();
    }
  }

  /** The next complete access unit. */
  pull(): RtpAccessUnit | undefined {
    return this.#ready.shift();
  }

  /** Forgets the unfinished access unit and all habits of the sender: a new stream begins. */
  restart(): void {
    this.#discard();
    this.#state = whole;
    this.#markerSeen = false;
    this.#lossBefore = true;
  }

  #noteLoss({ timestamp }: RtpPacket): void {
    this.#lossBefore = true;
    if (!this.#assembler.open) {
      return;
    }
    const inside = timestamp === this.#assembler.timestamp;
    this.#defects.count('loss-inside-access-unit');
    this.#discard();
    this.#state = inside ? { kind: 'damaged', timestamp } : whole;
  }

  /** Whether the packet belongs to a picture that was given up; the first one that does not ends this. */
  #skipDamaged(packet: RtpPacket): boolean {
    if (this.#state.kind !== 'damaged') {
      return false;
    }
    const isRest =
      packet.timestamp === this.#state.timestamp &&
      (this.#markerSeen || !payloadBeginsPicture(packet.payload));
    if (!isRest || packet.marker) {
      this.#state = whole;
    }
    return isRest;
  }

  #openAccessUnit({ packet, arrivalMs }: SequencedPacket): void {
    const assembler = this.#assembler;
    if (assembler.open && packet.timestamp !== assembler.timestamp) {
      this.#changeTimestamp(packet);
    }
    if (assembler.open) {
      assembler.noteExtension(packet);
    } else {
      assembler.begin(packet, arrivalMs, this.#lossBefore);
    }
  }

  #changeTimestamp({ timestamp }: RtpPacket): void {
    if (this.#state.kind === 'fragment') {
      this.#defects.count('fu-a-without-end');
      this.#discard();
      this.#state = whole;
      this.#lossBefore = true;
    } else if (this.#hasPicture) {
      this.#finish();
    } else if (this.#assembler.empty) {
      this.#assembler.clear();
    } else {
      this.#defects.count('timestamp-without-picture');
      this.#assembler.moveTo(timestamp);
    }
  }

  #readPayload(sequenced: SequencedPacket): void {
    const { packet } = sequenced;
    const { payload } = packet;
    const type = nalUnitType(payload);
    if (payload.length === 0) {
      this.#defects.count('empty-nal-unit');
    } else if (hasForbiddenBit(payload)) {
      this.#damage('forbidden-bit', packet);
    } else if (type === h264NalUnitTypes.fuA) {
      this.#readFragment(sequenced);
    } else if (type !== h264NalUnitTypes.stapA && !isCodecType(type)) {
      this.#defects.count('forbidden-type');
    } else if (this.#state.kind === 'fragment') {
      this.#damage('fu-a-without-end', packet);
    } else if (type === h264NalUnitTypes.stapA) {
      this.#readAggregate(sequenced);
    } else {
      this.#takeNalUnit(payload, sequenced);
    }
  }

  #readAggregate(sequenced: SequencedPacket): void {
    const nalUnits = parseStapA(sequenced.packet.payload);
    if (nalUnits === undefined) {
      this.#damage('stap-a-overrun', sequenced.packet);
      return;
    }
    for (const nalUnit of nalUnits) {
      if (nalUnit.length === 0) {
        this.#defects.count('empty-nal-unit');
      } else if (isCodecType(nalUnitType(nalUnit))) {
        this.#takeNalUnit(nalUnit, sequenced);
      } else {
        this.#defects.count('forbidden-type');
      }
    }
  }

  #takeNalUnit(nalUnit: Uint8Array, sequenced: SequencedPacket): void {
    const type = nalUnitType(nalUnit);
    this.#endWithoutMarker(type, nalUnit.subarray(1), sequenced);
    if (!unwantedTypes.has(type)) {
      this.#assembler.append(nalUnit);
      this.#assembler.endNalUnit();
      this.#hasPicture ||= isVclType(type);
    }
  }

  #readFragment(sequenced: SequencedPacket): void {
    const { packet } = sequenced;
    const fuA = parseFuA(packet.payload);
    if (fuA === undefined) {
      this.#damage('fu-a-too-short', packet);
      return;
    }
    if (fuA.isStart) {
      this.#startFragments(fuA, sequenced);
    }
    if (this.#state.kind !== 'fragment') {
      if (!fuA.isStart) {
        this.#damage('fu-a-without-start', packet);
      }
      return;
    }
    if (fuA.nalHeader !== this.#state.nalHeader) {
      this.#defects.count('fu-a-inconsistent-header');
    }
    if (!this.#state.dropped) {
      this.#assembler.append(fuA.fragment);
    }
    if (fuA.isEnd) {
      this.#endFragments(this.#state);
    }
  }

  #startFragments({ nalHeader, isEnd, fragment }: FuA, sequenced: SequencedPacket): void {
    if (this.#state.kind === 'fragment') {
      this.#damage('fu-a-without-end', sequenced.packet);
      return;
    }
    if (isEnd) {
      this.#defects.count('fu-a-start-and-end');
    }
    const type = nalHeader & 0x1f;
    if (!isCodecType(type)) {
      this.#defects.count('forbidden-type');
    }
    const dropped = !isCodecType(type) || unwantedTypes.has(type);
    this.#endWithoutMarker(type, fragment, sequenced);
    this.#state = { kind: 'fragment', nalHeader, dropped };
    const headerPiece = headerPieces[nalHeader];
    if (!dropped && headerPiece !== undefined) {
      this.#assembler.append(headerPiece);
    }
  }

  #endFragments({ nalHeader, dropped }: FragmentState): void {
    this.#state = whole;
    if (!dropped) {
      this.#assembler.endNalUnit();
      this.#hasPicture ||= isVclType(nalHeader & 0x1f);
    }
  }

  #endWithMarker(): void {
    if (this.#state.kind === 'fragment') {
      this.#defects.count('fu-a-end-missing');
      this.#endFragments(this.#state);
    }
    if (this.#state.kind === 'damaged') {
      this.#state = whole;
    } else if (this.#hasPicture) {
      this.#markerSeen = true;
      this.#finish();
    } else if (!this.#assembler.empty) {
      this.#defects.count('marker-without-picture');
    }
  }

  /** For senders that never set the marker: ends the picture when this NAL unit begins another one. */
  #endWithoutMarker(type: number, data: Uint8Array, { packet, arrivalMs }: SequencedPacket): void {
    if (!this.#markerSeen && this.#hasPicture && beginsPicture(type, data)) {
      this.#finish();
      this.#assembler.begin(packet, arrivalMs, this.#lossBefore);
    }
  }

  #finish(): void {
    if (this.#assembler.overflowed) {
      // A STAP-A with the end of one picture and the start of the next.
      this.#defects.count('access-unit-too-large');
      this.#discard();
      this.#lossBefore = true;
      return;
    }
    const unit = this.#assembler.finish(this.#lossBefore);
    this.#hasPicture = false;
    this.#lossBefore = false;
    if (unit === undefined) {
      return;
    }
    if (this.#ready.length < maxReadyUnits) {
      this.#ready.push(unit);
    } else {
      this.#defects.count('not-pulled');
      this.#discarded += 1;
      this.#lossBefore = true;
    }
  }

  /** Gives up the picture that the packet belongs to, with everything of it that is still to come. */
  #damage(defect: H264Defect, { timestamp }: RtpPacket): void {
    this.#defects.count(defect);
    this.#discard();
    this.#state = { kind: 'damaged', timestamp };
    this.#lossBefore = true;
  }

  #discard(): void {
    if (this.#assembler.open) {
      this.#discarded += 1;
    }
    this.#assembler.clear();
    this.#hasPicture = false;
  }
}

/** Whether this NAL unit begins an access unit when it comes behind picture data. */
function beginsPicture(type: number, data: Uint8Array): boolean {
  return opensAccessUnit(type) || (hasSliceHeader(type) && startsPicture(data));
}

/** As `beginsPicture`, for the first NAL unit of a payload. */
function payloadBeginsPicture(payload: Uint8Array): boolean {
  const type = nalUnitType(payload);
  if (type === h264NalUnitTypes.stapA) {
    const first = parseStapA(payload)?.[0];
    return first !== undefined && beginsPicture(nalUnitType(first), first.subarray(1));
  }
  if (type === h264NalUnitTypes.fuA) {
    const fuA = parseFuA(payload);
    return fuA?.isStart === true && beginsPicture(fuA.nalHeader & 0x1f, fuA.fragment);
  }
  return beginsPicture(type, payload.subarray(1));
}
