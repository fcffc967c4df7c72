/** What the packets of a ring hold. A ring has pictures or sound, never both; pictures may change their codec. */
export const ringCodecs = ['h264', 'h265', 'jpeg', 'pcmu', 'pcma', 'g726', 'aac', 'opus'];
/** Codecs of pictures. */
export const videoCodecs = ['h264', 'h265', 'jpeg'];
/** Codecs of sound. `g726` is G.726 at 32 kbit/s; both laws of G.711 are codecs of their own, as in RTP. */
export const audioCodecs = ['pcmu', 'pcma', 'g726', 'aac', 'opus'];
