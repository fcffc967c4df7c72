/** What can be wrong with H.264 in RTP (RFC 6184); the names under which defects are counted. */
export const h264Defects = [
  /** A payload or an entry of a STAP-A without a byte. Skipped. */
  'empty-nal-unit',
  /** forbidden_zero_bit is set: the sender says that the NAL unit is damaged. */
  'forbidden-bit',
  /** NAL unit types 0, 25..27, 29..31, and 24..31 inside another packet. Dropped. */
  'forbidden-type',
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
  /** Packets are missing inside an access unit. */
  'loss-inside-access-unit',
  /** The marker bit on a packet before any picture data. Ignored. */
  'marker-without-picture',
  /** Parameter sets or SEI with another timestamp than the picture behind them. Tolerated. */
  'timestamp-without-picture',
  /** Beyond the limits of an access unit. */
  'access-unit-too-large',
  /** The caller did not pull. */
  'not-pulled',
] as const;

/** One of {@link h264Defects}. */
export type H264Defect = (typeof h264Defects)[number];
