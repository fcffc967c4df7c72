import { DefectCounter } from '../../errors/defect-counter.js';
import type { RtpPacket } from '../../rtp/rtp-packet.js';
import type { SequencedPacket } from '../../rtp/sequenced-packet.js';
import type { RtpAccessUnit } from './access-unit-assembler.js';
import type { AccessUnitBuilder } from './access-unit-builder.js';
import { commonNalDefects } from './nal-rtp-format.js';
import type { CommonNalDefect, NalFragment, NalRtpFormat } from './nal-rtp-format.js';
import type { NalSyntax } from './nal-syntax.js';

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

/** Access units that wait to be pulled. One packet completes two, or a few more in an odd aggregate. */
const maxReadyUnits = 64;

/** No picture has so many packets left: 4 MiB in fragments of 512 bytes. */
const maxSkippedPackets = 8_192;

/**
 * RTP payloads to access units, for all codecs of NAL units: single NAL units, aggregates, fragments. `push` a
 * packet, then `pull` until `undefined`.
 *
 * A picture ends with the marker bit or when the timestamp changes. For senders that never set the
 * marker it also ends where the next one visibly begins: its first slice, or parameter sets, SEI or delimiter
 * behind picture data. Pictures with missing or damaged parts are dropped, and
 * the next access unit says `lossBefore`.
 */
export class NalDepacketizer<Own extends string> {
  readonly #format: NalRtpFormat<Own>;
  readonly #syntax: NalSyntax;
  readonly #assembler: AccessUnitBuilder;
  readonly #defects: DefectCounter<CommonNalDefect | Own>;
  readonly #ready: RtpAccessUnit[] = [];
  #state: State = whole;
  /** True at the start too: what came before the first packet is missing. */
  #lossBefore = true;
  #hasPicture = false;
  #markerSeen = false;
  /** Packets of the damaged picture in hand that were passed over. */
  #skippedPackets = 0;
  #discarded = 0;

  /** @param builder puts the access units together, or hands them on while they grow */
  constructor(format: NalRtpFormat<Own>, builder: AccessUnitBuilder) {
    this.#format = format;
    this.#syntax = format.syntax;
    this.#assembler = builder;
    this.#defects = new DefectCounter<CommonNalDefect | Own>([
      ...commonNalDefects,
      ...Object.values<Own>(format.defects),
      ...(format.refused === undefined ? [] : [format.refused.defect]),
    ]);
  }

  /** How often each defect was met. */
  get defects(): Readonly<Record<CommonNalDefect | Own, number>> {
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
      (this.#markerSeen || !this.#payloadBeginsPicture(packet.payload));
    this.#skippedPackets += 1;
    if (!isRest || packet.marker) {
      this.#state = whole;
      this.#skippedPackets = 0;
    } else if (this.#skippedPackets >= maxSkippedPackets) {
      // Markers and timestamps have stopped to change: look for visible beginnings.
      this.#markerSeen = false;
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
      this.#defects.count(this.#format.defects.fragmentWithoutEnd);
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
    const { aggregateType, fragmentType, refused, defects } = this.#format;
    const type = this.#syntax.nalUnitType(payload);
    if (payload.length < this.#syntax.headerBytes) {
      this.#defects.count('empty-nal-unit');
    } else if (this.#syntax.hasForbiddenBit(payload)) {
      this.#damage('forbidden-bit', packet);
    } else if (type === fragmentType) {
      this.#readFragment(sequenced);
    } else if (refused?.type === type) {
      // It holds a part of the picture.
      this.#damage(refused.defect, packet);
    } else if (type !== aggregateType && !this.#syntax.isCodecType(type)) {
      this.#defects.count('forbidden-type');
    } else if (this.#state.kind === 'fragment') {
      this.#damage(defects.fragmentWithoutEnd, packet);
    } else if (type === aggregateType) {
      this.#readAggregate(sequenced);
    } else {
      this.#takeNalUnit(payload, sequenced);
    }
  }

  #readAggregate(sequenced: SequencedPacket): void {
    const nalUnits = this.#format.parseAggregate(sequenced.packet.payload);
    if (nalUnits === undefined) {
      this.#damage(this.#format.defects.aggregateOverrun, sequenced.packet);
      return;
    }
    for (const nalUnit of nalUnits) {
      if (nalUnit.length < this.#syntax.headerBytes) {
        this.#defects.count('empty-nal-unit');
      } else if (this.#syntax.hasForbiddenBit(nalUnit)) {
        // The header of the aggregate did not say so.
        this.#damage('forbidden-bit', sequenced.packet);
        return;
      } else if (this.#syntax.isCodecType(this.#syntax.nalUnitType(nalUnit))) {
        this.#takeNalUnit(nalUnit, sequenced);
      } else {
        this.#defects.count('forbidden-type');
      }
    }
  }

  #takeNalUnit(nalUnit: Uint8Array, sequenced: SequencedPacket): void {
    const type = this.#syntax.nalUnitType(nalUnit);
    this.#endWithoutMarker(type, nalUnit.subarray(this.#syntax.headerBytes), sequenced);
    if (!this.#syntax.isUnwantedType(type)) {
      this.#assembler.append(nalUnit);
      this.#assembler.endNalUnit();
      this.#hasPicture ||= this.#syntax.isVclType(type);
    }
  }

  #readFragment(sequenced: SequencedPacket): void {
    const { packet } = sequenced;
    const fragment = this.#format.parseFragment(packet.payload);
    if (fragment === undefined) {
      this.#damage(this.#format.defects.fragmentTooShort, packet);
      return;
    }
    if (fragment.isStart) {
      this.#startFragments(fragment, sequenced);
    }
    if (this.#state.kind !== 'fragment') {
      if (!fragment.isStart) {
        this.#damage(this.#format.defects.fragmentWithoutStart, packet);
      }
      return;
    }
    if (fragment.nalHeader !== this.#state.nalHeader) {
      this.#defects.count(this.#format.defects.fragmentInconsistentHeader);
    }
    if (!this.#state.dropped) {
      this.#assembler.append(fragment.fragment);
    }
    if (fragment.isEnd) {
      this.#endFragments(this.#state);
    }
  }

  #startFragments({ nalHeader, isEnd, fragment }: NalFragment, sequenced: SequencedPacket): void {
    if (this.#state.kind === 'fragment') {
      this.#damage(this.#format.defects.fragmentWithoutEnd, sequenced.packet);
      return;
    }
    if (isEnd) {
      this.#defects.count(this.#format.defects.fragmentStartAndEnd);
    }
    const type = this.#format.typeOfHeader(nalHeader);
    const isKnown = this.#syntax.isCodecType(type);
    if (!isKnown) {
      this.#defects.count('forbidden-type');
    }
    const dropped = !isKnown || this.#syntax.isUnwantedType(type);
    this.#endWithoutMarker(type, fragment, sequenced);
    this.#state = { kind: 'fragment', nalHeader, dropped };
    if (!dropped) {
      this.#assembler.append(this.#format.headerPiece(nalHeader));
    }
  }

  #endFragments({ nalHeader, dropped }: FragmentState): void {
    this.#state = whole;
    if (!dropped) {
      this.#assembler.endNalUnit();
      this.#hasPicture ||= this.#syntax.isVclType(this.#format.typeOfHeader(nalHeader));
    }
  }

  #endWithMarker(): void {
    if (this.#state.kind === 'fragment') {
      this.#defects.count(this.#format.defects.fragmentEndMissing);
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
    if (!this.#markerSeen && this.#hasPicture && this.#beginsPicture(type, data)) {
      this.#finish();
      this.#assembler.begin(packet, arrivalMs, this.#lossBefore);
    }
  }

  #finish(): void {
    if (this.#assembler.overflowed) {
      // An aggregate with the end of one picture and the start of the next.
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
  #damage(defect: CommonNalDefect | Own, { timestamp }: RtpPacket): void {
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

  /** Whether this NAL unit begins an access unit when it comes behind picture data. */
  #beginsPicture(type: number, data: Uint8Array): boolean {
    const { opensAccessUnit, hasSliceHeader, startsPicture } = this.#syntax;
    return opensAccessUnit(type) || (hasSliceHeader(type) && startsPicture(data));
  }

  /** As `#beginsPicture`, for the first NAL unit of a payload. */
  #payloadBeginsPicture(payload: Uint8Array): boolean {
    const { headerBytes, nalUnitType } = this.#syntax;
    const type = nalUnitType(payload);
    if (type === this.#format.aggregateType) {
      const first = this.#format.parseAggregate(payload)?.[0];
      return (
        first !== undefined && this.#beginsPicture(nalUnitType(first), first.subarray(headerBytes))
      );
    }
    if (type === this.#format.fragmentType) {
      const fragment = this.#format.parseFragment(payload);
      return (
        fragment?.isStart === true &&
        this.#beginsPicture(this.#format.typeOfHeader(fragment.nalHeader), fragment.fragment)
      );
    }
    return this.#beginsPicture(type, payload.subarray(headerBytes));
  }
}
