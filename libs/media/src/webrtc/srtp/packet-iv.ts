/**
 * Start of the AES-CM key stream of a packet (RFC 3711 section 4.1.1):
 * IV = (salt * 2^16) XOR (SSRC * 2^64) XOR (index * 2^16).
 *
 * @param index Of SRTP: roll-over counter * 2^16 + sequence number, below 2^48. Of SRTCP: below 2^31.
 */
export function packetIv(salt: Uint8Array, ssrc: number, index: number): Uint8Array {
  const iv = new Uint8Array(16);
  iv.set(salt);
  const view = new DataView(iv.buffer);
  view.setUint32(4, view.getUint32(4) ^ ssrc);
  view.setUint32(8, view.getUint32(8) ^ Math.floor(index / 0x1_0000));
  view.setUint16(12, view.getUint16(12) ^ (index % 0x1_0000));
  return iv;
}
