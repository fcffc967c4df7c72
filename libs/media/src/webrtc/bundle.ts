import { attribute, attributes } from './offer.js';
import type { Offer, OfferedMedia } from './offer.js';

/**
 * The identifications of the blocks that share a transport with this one, itself included, in the order of
 * their group (RFC 9143 section 7); empty when it is in no group.
 */
export function bundleOf({ sessionLines }: Offer, mid: string): readonly string[] {
  for (const group of attributes(sessionLines, 'group')) {
    const [semantics, ...mids] = group.split(/ +/);
    if (semantics === 'BUNDLE' && mids.includes(mid)) {
      return mids;
    }
  }
  return [];
}

/**
 * The block whose transport a group has: its first one (RFC 9143 section 7.2.1). The others may leave their
 * transport out.
 */
export function taggedBlock({ media }: Offer, bundle: readonly string[]): OfferedMedia | undefined {
  const [first] = bundle;
  return first === undefined
    ? undefined
    : media.find(({ lines }) => attribute(lines, 'mid') === first);
}
