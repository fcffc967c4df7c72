import { bundleOf, taggedBlock } from './bundle.js';
import type { MediaChoice } from './media-choice.js';
import { negotiationError } from './negotiation-error.js';
import { attribute, attributes } from './offer.js';
import type { Offer } from './offer.js';

/** Hash of a certificate (RFC 8122 section 5). */
export type DtlsFingerprint = {
  /** Such as `sha-256`. */
  readonly algorithm: string;
  /** Pairs of hexadecimal digits with colons between them. */
  readonly value: string;
};

/** What the offer says about the transport of the chosen blocks, which is one. */
export type OfferedTransport = {
  /** Of ICE; a trickle fragment with another one restarts ICE. */
  readonly usernameFragment: string;
  /** One of them is that of the browser's certificate. At least one. */
  readonly fingerprints: readonly DtlsFingerprint[];
  /**
   * Identifications of the chosen blocks, in the order of their group (RFC 9143); the first one has the transport
   * in the answer. Empty when the offer does not bundle.
   */
  readonly bundle: readonly string[];
  /** Whether RTCP need not come in compounds (RFC 5506). */
  readonly reducedSizeRtcp: boolean;
};

/** A browser has one certificate and names it by one or two hash functions. */
const maxFingerprints = 8;

/** Where a parameter may stand, the nearest first. */
type Places = readonly (readonly string[])[];

/**
 * Reads the ICE and DTLS parameters of the chosen blocks. They stand in the first block of their group, whose
 * transport the others share (RFC 9143 section 7.2.1), or in the session part (RFC 8839 section 5.4, RFC 8122
 * section 5).
 *
 * @throws {MediaError} kind `negotiation`, `unreadable`, when some are missing.
 */
export function offeredTransport(offer: Offer, { video, audio }: MediaChoice): OfferedTransport {
  const block = offer.media[video.mediaIndex];
  if (block === undefined) {
    throw negotiationError('unreadable', `the offer has no block ${video.mediaIndex}`);
  }
  const group = bundleOf(offer, video.mid);
  const bundle = group.filter((mid) => mid === video.mid || mid === audio?.mid);
  const places = [
    ...[bundle, group].map((mids) => taggedBlock(offer, mids)?.lines ?? []),
    block.lines,
    offer.sessionLines,
  ];
  required(places, 'rtcp-mux', true);
  requireActive(places);
  const [usernameFragment = ''] = required(places, 'ice-ufrag');
  required(places, 'ice-pwd');
  return {
    usernameFragment,
    fingerprints: required(places, 'fingerprint').slice(0, maxFingerprints).map(fingerprint),
    bundle,
    reducedSizeRtcp: attribute(block.lines, 'rtcp-rsize') !== undefined,
  };
}

function required(places: Places, name: string, isBare = false): string[] {
  const found = places.map((lines) => attributes(lines, name)).find(({ length }) => length > 0);
  if (found === undefined || (!isBare && found.includes(''))) {
    throw negotiationError('unreadable', `the offer has no "a=${name}", which WebRTC requires`);
  }
  return found;
}

/** The gateway is the DTLS server: it need not wait before it begins. */
function requireActive(places: Places): void {
  const setup = places.map((lines) => attribute(lines, 'setup')).find(Boolean);
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
