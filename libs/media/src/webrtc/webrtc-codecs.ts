import type { RingCodec } from '../gop/ring-codec.js';

/** Codecs in which a browser can be sent pictures over WebRTC; JPEG is not among them. */
export const webRtcVideoCodecs = ['h264', 'h265'] as const satisfies readonly RingCodec[];
export type WebRtcVideoCodec = (typeof webRtcVideoCodecs)[number];

/** Codecs in which a browser can be sent sound over WebRTC. */
export const webRtcAudioCodecs = ['pcmu', 'pcma', 'opus'] as const satisfies readonly RingCodec[];
export type WebRtcAudioCodec = (typeof webRtcAudioCodecs)[number];

/**
 * Ticks per second of the RTP clock of a codec of sound (RFC 3551 section 4.5.14, RFC 7587 section 4.1): what
 * the timestamps of a ring must have to be sent as they are.
 */
export const rtpClockRatesHz: Readonly<Record<WebRtcAudioCodec, number>> = {
  pcmu: 8_000,
  pcma: 8_000,
  opus: 48_000,
};
