import { formatParameter } from './offered-format.js';
import type { OfferedFormat } from './offered-format.js';

/** Main; a decoder of Main 10 decodes it as well (H.265 section A.3.3). */
const profileOrder = ['1', '2'];

/**
 * Chooses in which payload type the browser receives H.265, if in any (RFC 7798 section 7.1). All layers come in
 * one stream, so a payload type for anything but `SRST` is of no use.
 */
export function chooseH265(formats: readonly OfferedFormat[]): OfferedFormat | undefined {
  return formats
    .filter(({ encoding }) => encoding.toLowerCase() === 'h265/90000')
    .filter(({ parameters }) => isSingleStream(parameters) && rank(parameters) >= 0)
    .sort((a, b) => rank(a.parameters) - rank(b.parameters))[0];
}

function isSingleStream(parameters: string): boolean {
  return (formatParameter(parameters, 'tx-mode') ?? 'SRST').toUpperCase() === 'SRST';
}

/** Lower is better; -1: not what cameras send. Equal ones stay in the browser's order. */
function rank(parameters: string): number {
  // Main when it is missing.
  return profileOrder.indexOf(formatParameter(parameters, 'profile-id') ?? '1');
}
