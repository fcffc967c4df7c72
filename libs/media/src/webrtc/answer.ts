import type { ChosenBlock, ChosenFormat } from './chosen-block.js';
import { candidateLines } from './host-candidates.js';
import type { HostCandidate } from './host-candidates.js';
import type { MediaChoice } from './media-choice.js';
import { attribute } from './offer.js';
import type { Offer, OfferedMedia } from './offer.js';
import type { DtlsFingerprint, OfferedTransport } from './offered-transport.js';

/** Everything an answer says. */
export type AnswerParts = {
  /** The browser's whole offer: every block of it needs its counterpart (RFC 3264 section 6). */
  readonly offer: Offer;
  readonly choice: MediaChoice;
  readonly transport: OfferedTransport;
  readonly candidates: readonly HostCandidate[];
  /** Ours, for ICE (RFC 8445 section 5.3). */
  readonly usernameFragment: string;
  readonly password: string;
  /** Of our certificate. */
  readonly fingerprint: DtlsFingerprint;
  /** Of the pictures. */
  readonly ssrc: number;
  /** Of their retransmissions; given exactly when the choice has a payload type for them. */
  readonly rtxSsrc: number | undefined;
  /** Of the sound; given exactly when the choice has some. */
  readonly audioSsrc: number | undefined;
  /** Ties sound and picture together (RFC 3550 section 6.5.1). */
  readonly cname: string;
  /** Differs for every answer (RFC 8866 section 5.2). */
  readonly sessionId: number;
};

/** Sound is sent in packets of so many milliseconds. */
const audioPacketMs = 20;

/**
 * Writes the answer (RFC 8829 section 5.3): ICE-lite, DTLS server, one sendonly video and at most one sendonly
 * audio over one transport; the other blocks are refused with port 0. Header extensions are not taken up: the
 * packets of a camera are the same for all its viewers.
 */
export function serializeAnswer(parts: AnswerParts): string {
  const { offer, choice, transport, sessionId } = parts;
  const blocks = offer.media.flatMap((block, index) => {
    switch (index) {
      case choice.video.mediaIndex:
        return videoBlock(parts, block);
      case choice.audio?.mediaIndex:
        return choice.audio === undefined ? refused(block) : audioBlock(parts, block, choice.audio);
      default:
        return refused(block);
    }
  });
  return [
    'v=0',
    `o=- ${sessionId} 1 IN IP4 0.0.0.0`,
    's=-',
    't=0 0',
    ...(transport.bundle.length > 0 ? [`a=group:BUNDLE ${transport.bundle.join(' ')}`] : []),
    'a=ice-lite',
    'a=msid-semantic:WMS *',
    ...blocks,
    '',
  ].join('\r\n');
}

function videoBlock(parts: AnswerParts, block: OfferedMedia): string[] {
  const { video } = parts.choice;
  return [
    ...head(parts, block, video),
    `a=msid:${streamId} ${parts.cname}`,
    ...video.formats.flatMap(formatLines),
    ...sourceLines(parts),
    ...ways(parts, video),
  ];
}

/** In the same stream as the pictures, so that browsers play both in step (RFC 8830 section 2). */
function audioBlock(
  parts: AnswerParts,
  block: OfferedMedia,
  audio: ChosenBlock<unknown>,
): string[] {
  const { cname, audioSsrc } = parts;
  return [
    ...head(parts, block, audio),
    `a=msid:${streamId} ${cname}-sound`,
    ...audio.formats.flatMap(formatLines),
    `a=ptime:${audioPacketMs}`,
    ...(audioSsrc === undefined ? [] : [`a=ssrc:${audioSsrc} cname:${cname}`]),
    ...ways(parts, audio),
  ];
}

const streamId = 'casement';

/** The lines that every block that is taken has. */
function head(
  { transport, usernameFragment, password, fingerprint }: AnswerParts,
  { kind, protocol }: OfferedMedia,
  { mid, formats }: ChosenBlock<unknown>,
): string[] {
  const payloadTypes = formats.flatMap(({ payloadType, rtxPayloadType }) =>
    rtxPayloadType === undefined ? [payloadType] : [payloadType, rtxPayloadType],
  );
  return [
    `m=${kind} 9 ${protocol} ${payloadTypes.join(' ')}`,
    'c=IN IP4 0.0.0.0',
    'a=rtcp:9 IN IP4 0.0.0.0',
    `a=ice-ufrag:${usernameFragment}`,
    `a=ice-pwd:${password}`,
    `a=fingerprint:${fingerprint.algorithm} ${fingerprint.value}`,
    'a=setup:passive',
    `a=mid:${mid}`,
    'a=sendonly',
    'a=rtcp-mux',
    ...(transport.reducedSizeRtcp ? ['a=rtcp-rsize'] : []),
  ];
}

function formatLines(format: ChosenFormat<unknown>): string[] {
  const { payloadType, rtxPayloadType, encoding, parameters, feedback } = format;
  const lines = [
    `a=rtpmap:${payloadType} ${encoding}`,
    ...(parameters === '' ? [] : [`a=fmtp:${payloadType} ${parameters}`]),
    ...feedback.map((kind) => `a=rtcp-fb:${payloadType} ${kind}`),
  ];
  return rtxPayloadType === undefined
    ? lines
    : [
        ...lines,
        `a=rtpmap:${rtxPayloadType} rtx/90000`,
        `a=fmtp:${rtxPayloadType} apt=${payloadType}`,
      ];
}

/** RFC 5576 sections 4.1 and 4.2, RFC 4588 section 8.3. */
function sourceLines({ ssrc, rtxSsrc, cname }: AnswerParts): string[] {
  return rtxSsrc === undefined
    ? [`a=ssrc:${ssrc} cname:${cname}`]
    : [
        `a=ssrc-group:FID ${ssrc} ${rtxSsrc}`,
        `a=ssrc:${ssrc} cname:${cname}`,
        `a=ssrc:${rtxSsrc} cname:${cname}`,
      ];
}

/** Only the first block of a group has candidates (RFC 9143 section 7.3.1). */
function ways({ transport, candidates }: AnswerParts, { mid }: ChosenBlock<unknown>): string[] {
  const [tagged = mid] = transport.bundle;
  return mid === tagged ? [...candidateLines(candidates), 'a=end-of-candidates'] : [];
}

function refused({ kind, protocol, formats, lines }: OfferedMedia): string[] {
  const mid = attribute(lines, 'mid');
  return [
    `m=${kind} 0 ${protocol} ${formats.join(' ')}`,
    'c=IN IP4 0.0.0.0',
    ...(mid === undefined ? [] : [`a=mid:${mid}`]),
    'a=inactive',
  ];
}
