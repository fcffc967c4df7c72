import { attribute } from './offer.js';
import type { Offer, OfferedMedia } from './offer.js';
import type { HostCandidate } from './host-candidates.js';
import { candidateLine } from './host-candidates.js';

/** What of the answer werift did not write. */
export type AnswerParts = {
  /** The browser's whole offer: every block of it needs its counterpart (RFC 3264 section 6). */
  readonly offer: Offer;
  /** The one block that was taken. */
  readonly mediaIndex: number;
  readonly candidates: readonly HostCandidate[];
};

/**
 * Makes the answer to the whole offer out of werift's answer to the narrowed one: the other blocks are
 * refused with port 0, and the candidates are ours, because one socket serves all addresses.
 */
export function completeAnswer(weriftSdp: string, parts: AnswerParts): string {
  const lines = weriftSdp.split('\r\n').filter((line) => line !== '');
  const firstMedia = lines.findIndex((line) => line.startsWith('m='));
  const session = lines.slice(0, firstMedia);
  const taken = [
    ...lines
      .slice(firstMedia)
      .filter((line) => !line.startsWith('a=candidate:') && line !== 'a=end-of-candidates'),
    ...parts.candidates.map(candidateLine),
    'a=end-of-candidates',
  ];
  const blocks = parts.offer.media.flatMap((block, index) =>
    index === parts.mediaIndex ? taken : refused(block),
  );
  return [...session, ...blocks, ''].join('\r\n');
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
