import type { H264Choice } from './h264-choice.js';
import { negotiationError } from './negotiation-error.js';
import { attribute, attributes } from './offer.js';
import type { Offer, OfferedMedia } from './offer.js';

/**
 * Rewrites an offer so that only the chosen block with the chosen payload type is left in it. werift
 * takes the first matching codec it finds and accepts whatever else is there; from this offer it has
 * nothing to choose. Left out are
 *
 * - candidates: an ICE-lite agent sends no checks, and each mDNS name would cost it a look-up,
 * - header extensions: the shared packets carry none,
 * - feedback but NACK and PLI: nothing else is acted on.
 *
 * @throws {MediaError} kind `negotiation`, `unreadable`, when ICE or DTLS parameters are missing.
 */
export function narrowOffer(offer: Offer, choice: H264Choice): string {
  const block = offer.media[choice.mediaIndex];
  if (block === undefined) {
    throw negotiationError('unreadable', `the offer has no block ${choice.mediaIndex}`);
  }
  const session = offer.sessionLines.filter((line) => /^[vost]=/.test(line));
  const isBundled = attributes(offer.sessionLines, 'group').some(
    (group) => group.startsWith('BUNDLE ') && group.split(/ +/).includes(choice.mid),
  );
  const group = isBundled ? [`a=group:BUNDLE ${choice.mid}`] : [];
  return [...session, ...group, ...chosenBlock(offer, block, choice), ''].join('\r\n');
}

function chosenBlock(offer: Offer, block: OfferedMedia, choice: H264Choice): string[] {
  const { payloadType, rtxPayloadType } = choice;
  const formats = rtxPayloadType === undefined ? [payloadType] : [payloadType, rtxPayloadType];
  const lines = [
    `m=video 9 ${block.protocol} ${formats.join(' ')}`,
    'c=IN IP4 0.0.0.0',
    `a=mid:${choice.mid}`,
    'a=recvonly',
    ...transportLines(offer, block),
    `a=rtpmap:${payloadType} H264/90000`,
    ...(choice.parameters ? [`a=fmtp:${payloadType} ${choice.parameters}`] : []),
    ...feedback(block, payloadType).map((value) => `a=rtcp-fb:${payloadType} ${value}`),
  ];
  if (rtxPayloadType !== undefined) {
    lines.push(
      `a=rtpmap:${rtxPayloadType} rtx/90000`,
      `a=fmtp:${rtxPayloadType} apt=${payloadType}`,
    );
  }
  return lines;
}

/** ICE and DTLS parameters may stand in the session part (RFC 8839 section 5.4, RFC 8122 section 5). */
function transportLines({ sessionLines }: Offer, { lines }: OfferedMedia): string[] {
  const inEither = (name: string): string[] => {
    const own = attributes(lines, name);
    const found = own.length > 0 ? own : attributes(sessionLines, name);
    if (found.length === 0 || found.includes('')) {
      throw negotiationError('unreadable', `the offer has no "a=${name}", which WebRTC requires`);
    }
    return found.map((value) => `a=${name}:${value}`);
  };
  if (attribute(lines, 'rtcp-mux') === undefined) {
    throw negotiationError('unreadable', 'the offer has no "a=rtcp-mux", which WebRTC requires');
  }
  const setup = attribute(lines, 'setup') ?? attribute(sessionLines, 'setup');
  if (setup !== 'actpass' && setup !== 'active') {
    throw negotiationError(
      'unreadable',
      `the offer has "a=setup:${setup ?? ''}"; expected actpass, because the gateway is the DTLS server`,
    );
  }
  return [
    'a=rtcp-mux',
    ...inEither('ice-ufrag'),
    ...inEither('ice-pwd'),
    ...inEither('fingerprint'),
    `a=setup:${setup}`,
  ];
}

function feedback({ lines }: OfferedMedia, payloadType: number): string[] {
  return attributes(lines, 'rtcp-fb').flatMap((value) => {
    const [, format, kind] = /^(\d+|\*) +(.+)$/.exec(value) ?? [];
    const isOurs = format === String(payloadType) || format === '*';
    return isOurs && (kind === 'nack' || kind === 'nack pli') ? [kind] : [];
  });
}
