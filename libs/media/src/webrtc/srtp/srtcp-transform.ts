import { createCipheriv, createHmac } from 'node:crypto';
import type { DirectionKeys } from './session-keys.js';
import { packetIv } from './packet-iv.js';
import { authenticationTagBytes } from './run-protector.js';

/**
 * ```text
 *  0                   1                   2                   3
 * |V=2|P|    RC   |   PT          |             length            |
 * |                         SSRC of sender                        |
 * | encrypted: the rest of the compound packet                    |
 * |E|                        SRTCP index                          |
 * |                    authentication tag (80 bits)               |
 * ```
 *
 * RFC 3711 section 3.4.
 */
export const srtcpClearBytes = 8;
export const srtcpIndexBytes = 4;
export const srtcpTrailerBytes = srtcpIndexBytes + authenticationTagBytes;

/** Set in front of the index of a packet that is encrypted. */
export const encryptedFlag = 0x8000_0000;

/** A copy of an RTCP packet with all behind the first eight bytes encrypted, or decrypted: it is the same. */
export function transformRtcp(rtcp: Uint8Array, keys: DirectionKeys, index: number): Uint8Array {
  const ssrc = new DataView(rtcp.buffer, rtcp.byteOffset).getUint32(4);
  const iv = packetIv(keys.salt, ssrc, index);
  const copy = Uint8Array.from(rtcp);
  const cipher = createCipheriv('aes-128-ctr', keys.cipherKey, iv);
  copy.set(cipher.update(rtcp.subarray(srtcpClearBytes)), srtcpClearBytes);
  return copy;
}

/** Tag over everything in front of it (RFC 3711 section 4.2). */
export function srtcpTag(authenticated: Uint8Array, { authenticationKey }: DirectionKeys): Buffer {
  const digest = createHmac('sha1', authenticationKey).update(authenticated).digest();
  return digest.subarray(0, authenticationTagBytes);
}
