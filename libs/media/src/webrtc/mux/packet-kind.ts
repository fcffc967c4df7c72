/** What shares a port with media (RFC 7983 section 7, RFC 5761 section 4). */
export type PacketKind = 'stun' | 'dtls' | 'rtp' | 'rtcp' | 'unknown' | 'empty';

/**
 * Tells the protocols on a port apart.
 *
 * ```text
 * first byte   0..3 STUN   20..63 DTLS   128..191 RTP or RTCP: the second byte is 192..223 for RTCP
 * ```
 */
export function packetKind(packet: Uint8Array): PacketKind {
  const first = packet.at(0);
  if (first === undefined) {
    return 'empty';
  }
  if (first <= 3) {
    return 'stun';
  }
  if (first >= 20 && first <= 63) {
    return 'dtls';
  }
  if (first < 128 || first > 191) {
    return 'unknown';
  }
  const second = packet.at(1) ?? 0;
  return second >= 192 && second <= 223 ? 'rtcp' : 'rtp';
}
