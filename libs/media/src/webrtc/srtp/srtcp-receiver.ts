import { timingSafeEqual } from 'node:crypto';
import { ReplayWindow } from './replay-window.js';
import { authenticationTagBytes } from './run-protector.js';
import type { DirectionKeys, SrtpSessionKeys } from './session-keys.js';
import {
  encryptedFlag,
  srtcpClearBytes,
  srtcpIndexBytes,
  srtcpTag,
  srtcpTrailerBytes,
  transformRtcp,
} from './srtcp-transform.js';

/**
 * Browsers send RTCP under one SSRC per kind of media. More can only be made up by who has the keys; the one that was
 * silent for longest is forgotten then.
 */
export const maxSrtcpSources = 16;

/** Packets that were not accepted, by reason. */
export type SrtcpRejections = {
  /** Shorter than its fixed parts. */
  readonly short: number;
  /** The tag is wrong: made, or changed, by somebody without the keys. */
  readonly forged: number;
  /** Seen before, or older than the window. */
  readonly replayed: number;
};

/** Opens the RTCP packets that one viewer sends (RFC 3711 sections 3.3 and 3.4). */
export class SrtcpReceiver {
  readonly #keys: DirectionKeys;
  /** By SSRC: each counts its own packets (RFC 3711 section 3.2.3). The one heard last is last. */
  readonly #windows = new Map<number, ReplayWindow>();
  #short = 0;
  #forged = 0;
  #replayed = 0;

  constructor(keys: SrtpSessionKeys) {
    this.#keys = keys.srtcp;
  }

  get rejected(): SrtcpRejections {
    return { short: this.#short, forged: this.#forged, replayed: this.#replayed };
  }

  /** The RTCP packet inside, or `undefined` when it is not to be trusted; then it is counted. */
  unprotect(srtcp: Uint8Array): Uint8Array | undefined {
    const tagAt = srtcp.length - authenticationTagBytes;
    const rtcpBytes = srtcp.length - srtcpTrailerBytes;
    if (rtcpBytes < srtcpClearBytes) {
      this.#short += 1;
      return undefined;
    }
    const tag = srtcpTag(srtcp.subarray(0, tagAt), this.#keys);
    if (!timingSafeEqual(tag, srtcp.subarray(tagAt))) {
      this.#forged += 1;
      return undefined;
    }
    const view = new DataView(srtcp.buffer, srtcp.byteOffset, srtcp.length);
    const trailer = view.getUint32(tagAt - srtcpIndexBytes);
    const index = trailer % encryptedFlag;
    const window = this.#windowOf(view.getUint32(4));
    if (!window.isFresh(index)) {
      this.#replayed += 1;
      return undefined;
    }
    window.accept(index);
    const rtcp = srtcp.subarray(0, rtcpBytes);
    return trailer >= encryptedFlag
      ? transformRtcp(rtcp, this.#keys, index)
      : Uint8Array.from(rtcp);
  }

  #windowOf(ssrc: number): ReplayWindow {
    const window = this.#windows.get(ssrc) ?? new ReplayWindow();
    this.#windows.delete(ssrc);
    this.#windows.set(ssrc, window);
    for (const silent of this.#windows.keys()) {
      if (this.#windows.size <= maxSrtcpSources) {
        break;
      }
      this.#windows.delete(silent);
    }
    return window;
  }
}
