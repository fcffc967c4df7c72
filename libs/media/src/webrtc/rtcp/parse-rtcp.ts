import { ByteReader } from '@casement/bytes';
import { expandNack } from './expand-nack.js';
import { feedbackFormats, rtcpTypes } from './rtcp-feedback.js';
import type { ReportBlock, RtcpFeedback, UnknownRtcpReason } from './rtcp-feedback.js';

/** A browser sends three or four packets in one compound. */
export const maxRtcpPackets = 32;
/** As many packets as a sender remembers; a larger loss is repaired by a random access unit. */
export const maxNackedPackets = 1_024;
/** One viewer has two sources, pictures and retransmissions. */
const maxFullIntraEntries = 16;

const headerBytes = 4;
const reportBlockBytes = 24;
const senderInfoBytes = 20;
/** "REMB" */
const rembIdentifier = 0x5245_4d42;

/**
 * Parses a compound or reduced-size RTCP packet (RFC 3550 section 6.1, RFC 5506), already decrypted.
 * Source descriptions and extended reports are passed over. Never throws: what cannot be read is an entry
 * of kind `unknown`, and everything that was read in front of it counts.
 */
export function parseRtcp(compound: Uint8Array): readonly RtcpFeedback[] {
  const reader = new ByteReader(compound);
  const feedback: RtcpFeedback[] = [];
  let nacked = 0;
  for (let packets = 0; reader.remaining > 0; packets += 1) {
    if (packets === maxRtcpPackets) {
      feedback.push(unknown('too-many'));
      return feedback;
    }
    const packet = readPacket(reader);
    if (typeof packet === 'string') {
      feedback.push(unknown(packet));
      return feedback;
    }
    const parsed = parsePacket(packet, maxNackedPackets - nacked);
    if (parsed) {
      feedback.push(parsed);
      nacked += parsed.kind === 'nack' ? parsed.sequenceNumbers.length : 0;
    }
  }
  return feedback;
}

type RtcpPacket = {
  readonly packetType: number;
  readonly format: number;
  /** Behind the first 4 bytes, without padding; `undefined` when the padding is wrong. */
  readonly body: ByteReader | undefined;
};

/**
 * ```text
 * |V=2|P|  RC/FMT |      PT       |  length in words, minus one   |
 * ```
 */
function readPacket(reader: ByteReader): RtcpPacket | UnknownRtcpReason {
  if (reader.remaining < headerBytes) {
    return 'short';
  }
  const first = reader.u8();
  const packetType = reader.u8();
  const length = reader.u16() * 4;
  if (first >> 6 !== 2) {
    return 'version';
  }
  if (length > reader.remaining) {
    return 'short';
  }
  const bytes = reader.bytes(length);
  const padding = (first & 0x20) === 0 ? 0 : (bytes.at(-1) ?? 0);
  const isWrong = (first & 0x20) !== 0 && (padding === 0 || padding > length || padding % 4 !== 0);
  return {
    packetType,
    format: first & 0x1f,
    body: isWrong ? undefined : new ByteReader(bytes, 0, length - padding),
  };
}

function parsePacket(packet: RtcpPacket, nackBudget: number): RtcpFeedback | undefined {
  const { packetType, format, body } = packet;
  if (!body) {
    return unknown('padding', packet);
  }
  switch (packetType) {
    case rtcpTypes.senderReport:
      return parseReport(packet, body, senderInfoBytes);
    case rtcpTypes.receiverReport:
      return parseReport(packet, body, 0);
    case rtcpTypes.goodbye:
      return parseGoodbye(packet, body);
    case rtcpTypes.transportFeedback:
      return format === feedbackFormats.nack
        ? parseNack(packet, body, nackBudget)
        : unknown('type', packet);
    case rtcpTypes.payloadFeedback:
      return parsePayloadFeedback(packet, body);
    case rtcpTypes.sourceDescription:
    case rtcpTypes.extendedReport:
      return undefined;
    default:
      return unknown('type', packet);
  }
}

function parseReport(packet: RtcpPacket, body: ByteReader, skipped: number): RtcpFeedback {
  const { format: count } = packet;
  if (body.remaining < 4 + skipped + count * reportBlockBytes) {
    return unknown('short', packet);
  }
  const senderSsrc = body.u32();
  body.skip(skipped);
  const blocks = Array.from({ length: count }, () => readReportBlock(body));
  return { kind: 'receiver-report', senderSsrc, blocks };
}

function readReportBlock(body: ByteReader): ReportBlock {
  const ssrc = body.u32();
  const fractionLost = body.u8() / 256;
  const lost = body.u24();
  return {
    ssrc,
    fractionLost,
    packetsLost: lost >= 0x80_0000 ? lost - 0x100_0000 : lost,
    highestSequence: body.u32(),
    jitter: body.u32(),
    lastSenderReport: body.u32(),
    delaySinceLastSenderReport: body.u32(),
  };
}

function parseGoodbye(packet: RtcpPacket, body: ByteReader): RtcpFeedback {
  const { format: count } = packet;
  if (body.remaining < count * 4) {
    return unknown('short', packet);
  }
  return { kind: 'bye', ssrcs: Array.from({ length: count }, () => body.u32()) };
}

function parseNack(packet: RtcpPacket, body: ByteReader, budget: number): RtcpFeedback {
  if (body.remaining < 8) {
    return unknown('short', packet);
  }
  const senderSsrc = body.u32();
  const mediaSsrc = body.u32();
  return { kind: 'nack', senderSsrc, mediaSsrc, ...expandNack(body, budget) };
}

function parsePayloadFeedback(packet: RtcpPacket, body: ByteReader): RtcpFeedback {
  if (body.remaining < 8) {
    return unknown('short', packet);
  }
  const senderSsrc = body.u32();
  const mediaSsrc = body.u32();
  switch (packet.format) {
    case feedbackFormats.pictureLoss:
      return { kind: 'pli', senderSsrc, mediaSsrc };
    case feedbackFormats.fullIntra:
      return { kind: 'fir', senderSsrc, entries: readFullIntraEntries(body) };
    case feedbackFormats.applicationLayer:
      return parseRemb(packet, body, senderSsrc);
    default:
      return unknown('type', packet);
  }
}

function readFullIntraEntries(body: ByteReader): { ssrc: number; sequenceNumber: number }[] {
  const count = Math.min(maxFullIntraEntries, Math.floor(body.remaining / 8));
  return Array.from({ length: count }, () => {
    const ssrc = body.u32();
    const sequenceNumber = body.u8();
    body.skip(3);
    return { ssrc, sequenceNumber };
  });
}

/**
 * draft-alvestrand-rmcat-remb-03 section 2.2:
 *
 * ```text
 * |  'R'  'E'  'M'  'B'                                            |
 * |  Num SSRC     | BR Exp    |  BR Mantissa (18 bits)             |
 * |  SSRCs ...
 * ```
 */
function parseRemb(packet: RtcpPacket, body: ByteReader, senderSsrc: number): RtcpFeedback {
  if (body.remaining < 8 || body.u32() !== rembIdentifier) {
    return unknown('type', packet);
  }
  const count = body.u8();
  const rate = body.u24();
  if (body.remaining < count * 4) {
    return unknown('short', packet);
  }
  // Not a shift: 18 bits times 2^63 is still a finite number, but no 32-bit integer.
  const bitsPerSecond = (rate & 0x3_ffff) * 2 ** (rate >> 18);
  const ssrcs = Array.from({ length: count }, () => body.u32());
  return { kind: 'remb', senderSsrc, bitsPerSecond, ssrcs };
}

function unknown(reason: UnknownRtcpReason, packet?: RtcpPacket): RtcpFeedback {
  return { kind: 'unknown', reason, packetType: packet?.packetType, format: packet?.format };
}
