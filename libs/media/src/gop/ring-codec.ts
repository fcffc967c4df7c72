/** What the packets of a ring hold. A ring has pictures or sound, never both; pictures may change their codec. */
export const ringCodecs = ['h264', 'h265', 'jpeg', 'pcmu', 'pcma', 'g726', 'aac', 'opus'] as const;

export type RingCodec = (typeof ringCodecs)[number];

/** Codecs of pictures. */
export const videoCodecs = ['h264', 'h265', 'jpeg'] as const;
export type VideoCodec = (typeof videoCodecs)[number];

/** Codecs of sound. `g726` is G.726 at 32 kbit/s; both laws of G.711 are codecs of their own, as in RTP. */
export const audioCodecs = ['pcmu', 'pcma', 'g726', 'aac', 'opus'] as const;
export type AudioCodec = (typeof audioCodecs)[number];
