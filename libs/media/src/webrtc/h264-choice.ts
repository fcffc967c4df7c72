import { formatParameter } from './offered-format.js';
import type { OfferedFormat } from './offered-format.js';

/**
 * Constrained Baseline is in every browser's list, so it goes first; what the camera really sends is in
 * its SPS, and decoders follow that (a High stream plays although the answer says Baseline). The last
 * resort is any H.264 at all.
 */
const profileOrder = ['42e0', '4200', '4d', '64'];

/** Any wrong profile is better than single NAL units only. */
const otherPacketizationRank = 100;

/**
 * Chooses in which payload type the browser receives H.264, if in any: fragmentation units need
 * packetization-mode 1 (RFC 6184 section 6.3), so a payload type with it is preferred over any profile.
 */
export function chooseH264(formats: readonly OfferedFormat[]): OfferedFormat | undefined {
  return formats
    .filter(({ encoding }) => encoding.toLowerCase() === 'h264/90000')
    .sort((a, b) => rank(a) - rank(b))[0];
}

/** Lower is better; equal ones stay in the browser's order. */
function rank({ parameters }: OfferedFormat): number {
  // RFC 6184 section 8.1: Baseline when it is missing.
  const profileLevelId = (
    formatParameter(parameters, 'profile-level-id') ?? '420010'
  ).toLowerCase();
  const found = profileOrder.findIndex((prefix) => profileLevelId.startsWith(prefix));
  const profile = found < 0 ? profileOrder.length : found;
  const isFragmented = formatParameter(parameters, 'packetization-mode') === '1';
  return (isFragmented ? 0 : otherPacketizationRank) + profile;
}
