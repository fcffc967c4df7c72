import { candidateLines } from './host-candidates.js';
import type { HostCandidate } from './host-candidates.js';
import type { H264Choice } from './h264-choice.js';
import { attribute } from './offer.js';
import type { Offer, OfferedMedia } from './offer.js';
import type { DtlsFingerprint, OfferedTransport } from './offered-transport.js';

/** Everything an answer says. */
export type AnswerParts = {
  /** The browser's whole offer: every block of it needs its counterpart (RFC 3264 section 6). */
  readonly offer: Offer;
  readonly choice: H264Choice;
  readonly transport: OfferedTransport;
  readonly candidates: readonly HostCandidate[];
  /** Ours, for ICE (RFC 8445 section 5.3). */
  readonly usernameFragment: string;
  readonly password: string;
  /** Of our certificate. */
  readonly fingerprint: DtlsFingerprint;
  readonly ssrc: number;
  /** Of the retransmissions; given exactly when the choice has their payload type. */
  readonly rtxSsrc: number | undefined;
  /** Ties sound and picture together (RFC 3550 section 6.5.1). */
  readonly cname: string;
  /** Differs for every answer (RFC 8866 section 5.2). */
  readonly sessionId: number;
};

/**
 * Writes the answer (RFC 8829 section 5.3): ICE-lite, DTLS server, one sendonly video; the other blocks are
 * refused with port 0. Header extensions are not taken up: the packets of a camera are the same for all
 * its viewers.
 */
export function serializeAnswer(parts: AnswerParts): string {
  const { offer, choice, transport, sessionId } = parts;
  const blocks = offer.media.flatMap((block, index) =>
    index === choice.mediaIndex ? taken(parts, block) : refused(block),
  );
  return [
    'v=0',
    `o=- ${sessionId} 1 IN IP4 0.0.0.0`,
    's=-',
    't=0 0',
    ...(transport.isBundled ? [`a=group:BUNDLE ${choice.mid}`] : []),
    'a=ice-lite',
    'a=msid-semantic:WMS *',
    ...blocks,
    '',
  ].join('\r\n');
}

function taken(parts: AnswerParts, { protocol }: OfferedMedia): string[] {
  const { choice, transport, usernameFragment, password, fingerprint } = parts;
  const { payloadType, rtxPayloadType } = choice;
  const formats = rtxPayloadType === undefined ? [payloadType] : [payloadType, rtxPayloadType];
  return [
    `m=video 9 ${protocol} ${formats.join(' ')}`,
    'c=IN IP4 0.0.0.0',
    'a=rtcp:9 IN IP4 0.0.0.0',
    `a=ice-ufrag:${usernameFragment}`,
    `a=ice-pwd:${password}`,
    `a=fingerprint:${fingerprint.algorithm} ${fingerprint.value}`,
    'a=setup:passive',
    `a=mid:${choice.mid}`,
    'a=sendonly',
    `a=msid:casement ${parts.cname}`,
    'a=rtcp-mux',
    ...(transport.reducedSizeRtcp ? ['a=rtcp-rsize'] : []),
    ...formatLines(choice, transport),
    ...sourceLines(parts),
    ...candidateLines(parts.candidates),
    'a=end-of-candidates',
  ];
}

function formatLines(choice: H264Choice, { feedback }: OfferedTransport): string[] {
  const { payloadType, rtxPayloadType, parameters } = choice;
  const lines = [
    `a=rtpmap:${payloadType} H264/90000`,
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

function refused({ kind, protocol, formats, lines }: OfferedMedia): string[] {
  const mid = attribute(lines, 'mid');
  return [
    `m=${kind} 0 ${protocol} ${formats.join(' ')}`,
    'c=IN IP4 0.0.0.0',
    ...(mid === undefined ? [] : [`a=mid:${mid}`]),
    'a=inactive',
  ];
}
