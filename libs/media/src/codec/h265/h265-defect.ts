import { commonNalDefects } from '../nal/nal-rtp-format.js';

const ownDefects = [
  /** An aggregation packet announces more bytes than it has. */
  'ap-overrun',
  'fu-too-short',
  'fu-without-start',
  /** Something else came before the last fragment. */
  'fu-without-end',
  /** The picture ended with the marker bit but without the E bit. Tolerated. */
  'fu-end-missing',
  /** S and E in one fragment. Tolerated. */
  'fu-start-and-end',
  /** The NAL unit header changed between fragments; the first one is used. Tolerated. */
  'fu-inconsistent-header',
  /** A PACI packet, which no recorder documents. Its picture is dropped. */
  'paci',
] as const;

/** What only H.265 in RTP can have. */
export type H265OwnDefect = (typeof ownDefects)[number];

/**
 * What can be wrong with H.265 in RTP (RFC 7798); the names under which defects are counted. Forbidden are the
 * reserved NAL unit types 10..15, 22..31, 41..47, all above 50, and 48 and above inside another packet.
 */
export const h265Defects = [...commonNalDefects, ...ownDefects] as const;

/** One of {@link h265Defects}. */
export type H265Defect = (typeof h265Defects)[number];
