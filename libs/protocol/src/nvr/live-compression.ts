/**
 * The COMP values of `push.cgi` (NVR v1.4R1 2.1.2.2, 2.2.2.2). `AUDIO` may be asked for only while a
 * video stream of the same camera runs on the same UID (B12).
 */
export type LiveCompression = 'H264' | 'H265' | 'JPEG' | 'AUDIO';

/** What can be had as RTP over UDP: everything but JPEG (2.1.2.2). */
export const RTP_COMPRESSIONS: readonly LiveCompression[] = ['H264', 'H265', 'AUDIO'];

/** What can be had over HTTP (2.2.2.2). */
export const HTTP_COMPRESSIONS: readonly LiveCompression[] = ['H264', 'H265', 'JPEG', 'AUDIO'];
