import { commonNalDefects } from '../nal/nal-rtp-format.js';

const ownDefects = [
  /** A STAP-A announces more bytes than it has. */
  'stap-a-overrun',
  'fu-a-too-short',
  'fu-a-without-start',
  /** Something else came before the last fragment. */
  'fu-a-without-end',
  /** The picture ended with the marker bit but without the E bit. Tolerated. */
  'fu-a-end-missing',
  /** S and E in one fragment, as a CostarHD camera does. Tolerated. */
  'fu-a-start-and-end',
  /** The NAL unit header changed between fragments; the first one is used. Tolerated. */
  'fu-a-inconsistent-header',
] as const;

/** What only H.264 in RTP can have. */
export type H264OwnDefect = (typeof ownDefects)[number];

/**
 * What can be wrong with H.264 in RTP (RFC 6184); the names under which defects are counted. Forbidden are NAL
 * unit types 0, 25..27, 29..31, and 24..31 inside another packet.
 */
export const h264Defects = [...commonNalDefects, ...ownDefects] as const;

/** One of {@link h264Defects}. */
export type H264Defect = (typeof h264Defects)[number];
