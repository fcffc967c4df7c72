import { negotiationError } from './negotiation-error.js';
import { attribute } from './offer.js';

/** What a trickle fragment says (RFC 8840 section 9). */
export type TrickleFragment = {
  readonly usernameFragment: string | undefined;
  /** The `a=candidate` values. */
  readonly candidates: readonly string[];
  readonly endOfCandidates: boolean;
};

/** A few candidates; an offer with all of them has some 4 KiB. */
const maxFragmentBytes = 16_384;

/**
 * Reads an `application/trickle-ice-sdpfrag` body. It tolerates fragments with or without `m=` lines.
 *
 * @throws {MediaError} kind `negotiation`: `too-large`, or `unreadable` when a line is not SDP.
 */
export function parseTrickleFragment(fragment: string): TrickleFragment {
  if (fragment.length > maxFragmentBytes) {
    throw negotiationError(
      'too-large',
      `the trickle fragment has ${fragment.length} characters; at most ${maxFragmentBytes} are read`,
    );
  }
  const lines = fragment.split(/\r\n|\n|\r/).filter((line) => line !== '');
  const bad = lines.find((line) => !/^[a-z]=/.test(line));
  if (bad !== undefined) {
    throw negotiationError(
      'unreadable',
      `the trickle fragment has the line "${bad.slice(0, 64)}"; expected "<letter>=<value>"`,
    );
  }
  return {
    usernameFragment: attribute(lines, 'ice-ufrag'),
    candidates: lines
      .filter((line) => line.startsWith('a=candidate:'))
      .map((line) => line.slice('a=candidate:'.length)),
    endOfCandidates: lines.includes('a=end-of-candidates'),
  };
}
