import type { H264Choice } from './h264-choice.js';
import { negotiationError } from './negotiation-error.js';
import { attribute, attributes } from './offer.js';
import type { Offer, OfferedMedia } from './offer.js';

/** Hash of a certificate (RFC 8122 section 5). */
export type DtlsFingerprint = {
  /** Such as `sha-256`. */
  readonly algorithm: string;
  /** Pairs of hexadecimal digits with colons between them. */
  readonly value: string;
};

/** What the offer says about the transport of the chosen block. */
export type OfferedTransport = {
  /** Of ICE; a trickle fragment with another one restarts ICE. */
  readonly usernameFragment: string;
  /** One of them is that of the browser's certificate. At least one. */
  readonly fingerprints: readonly DtlsFingerprint[];
  /** Whether the block belongs to the bundle (RFC 9143). */
  readonly isBundled: boolean;
  /** Whether RTCP need not come in compounds (RFC 5506). */
  readonly reducedSizeRtcp: boolean;
  /** Feedback for the chosen payload type that is acted on (RFC 4585, RFC 5104). */
  readonly feedback: readonly string[];
};

/** What viewers may ask for: single packets and a picture to start at. */
const knownFeedback: ReadonlySet<string> = new Set(['nack', 'nack pli', 'ccm fir']);

/** A browser has one certificate and names it by one or two hash functions. */
const maxFingerprints = 8;

/**
 * Reads the ICE and DTLS parameters of the chosen block, which may stand in the session part (RFC 8839
 * section 5.4, RFC 8122 section 5).
 *
 * @throws {MediaError} kind `negotiation`, `unreadable`, when some are missing.
 */
export function offeredTransport(offer: Offer, choice: H264Choice): OfferedTransport {
  const block = offer.media[choice.mediaIndex];
  if (block === undefined) {
    throw negotiationError('unreadable', `the offer has no block ${choice.mediaIndex}`);
  }
  if (attribute(block.lines, 'rtcp-mux') === undefined) {
    throw missing('rtcp-mux');
  }
  requireActive(offer, block);
  const [usernameFragment = ''] = required(offer, block, 'ice-ufrag');
  required(offer, block, 'ice-pwd');
  return {
    usernameFragment,
    fingerprints: required(offer, block, 'fingerprint').slice(0, maxFingerprints).map(fingerprint),
    isBundled: attributes(offer.sessionLines, 'group').some(
      (group) => group.startsWith('BUNDLE ') && group.split(/ +/).includes(choice.mid),
    ),
    reducedSizeRtcp: attribute(block.lines, 'rtcp-rsize') !== undefined,
    feedback: feedback(block, choice.payloadType),
  };
}

function required({ sessionLines }: Offer, { lines }: OfferedMedia, name: string): string[] {
  const own = attributes(lines, name);
  const found = own.length > 0 ? own : attributes(sessionLines, name);
  if (found.length === 0 || found.includes('')) {
    throw missing(name);
  }
  return found;
}

/** The gateway is the DTLS server: it need not wait before it begins. */
function requireActive({ sessionLines }: Offer, { lines }: OfferedMedia): void {
  const setup = attribute(lines, 'setup') ?? attribute(sessionLines, 'setup');
  if (setup !== 'actpass' && setup !== 'active') {
    throw negotiationError(
      'unreadable',
      `the offer has "a=setup:${setup ?? ''}"; expected actpass, because the gateway is the DTLS server`,
    );
  }
}

function fingerprint(text: string): DtlsFingerprint {
  const [, algorithm, value] = /^(\S{1,16}) +([0-9A-Fa-f:]{2,200})$/.exec(text) ?? [];
  if (algorithm === undefined || value === undefined) {
    throw negotiationError(
      'unreadable',
      `the offer has "a=fingerprint:${text.slice(0, 64)}"; expected "<hash function> <AB:CD:…>"`,
    );
  }
  return { algorithm, value };
}

function feedback({ lines }: OfferedMedia, payloadType: number): string[] {
  const values = attributes(lines, 'rtcp-fb').flatMap((value) => {
    const [, format, kind] = /^(\d+|\*) +(.+)$/.exec(value) ?? [];
    const isOurs = format === String(payloadType) || format === '*';
    return isOurs && kind !== undefined && knownFeedback.has(kind) ? [kind] : [];
  });
  return [...new Set(values)];
}

function missing(name: string): Error {
  return negotiationError('unreadable', `the offer has no "a=${name}", which WebRTC requires`);
}
