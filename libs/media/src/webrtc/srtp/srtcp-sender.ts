import { MediaError } from '../../errors/media-error.js';
import type { DirectionKeys, SrtpSessionKeys } from './session-keys.js';
import {
  encryptedFlag,
  srtcpClearBytes,
  srtcpIndexBytes,
  srtcpTag,
  srtcpTrailerBytes,
  transformRtcp,
} from './srtcp-transform.js';

/** Protects the RTCP packets that one viewer gets (RFC 3711 section 3.4). */
export class SrtcpSender {
  readonly #keys: DirectionKeys;
  // At a packet per second the 31 bits last for 68 years.
  #nextIndex = 0;

  constructor(keys: SrtpSessionKeys) {
    this.#keys = keys.srtcp;
  }

  /**
   * The SRTCP packet of a compound RTCP packet.
   *
   * @throws {MediaError} of kind `option` when it is shorter than its own fixed header of 8 bytes.
   */
  protect(rtcp: Uint8Array): Uint8Array {
    if (rtcp.length < srtcpClearBytes) {
      throw new MediaError(
        'option',
        `RTCP packet has ${rtcp.length} bytes; expected at least ${srtcpClearBytes}`,
        { bytes: rtcp.length },
      );
    }
    const index = this.#nextIndex;
    this.#nextIndex = (index + 1) % encryptedFlag;
    const packet = new Uint8Array(rtcp.length + srtcpTrailerBytes);
    packet.set(transformRtcp(rtcp, this.#keys, index));
    new DataView(packet.buffer).setUint32(rtcp.length, encryptedFlag + index);
    const authenticated = packet.subarray(0, rtcp.length + srtcpIndexBytes);
    packet.set(srtcpTag(authenticated, this.#keys), authenticated.length);
    return packet;
  }
}
