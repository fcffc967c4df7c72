import type { LiveTransport } from './live-model.js';

/** How long HTTP stays the first choice after RTP did not get through, and how long RTP counts as working. */
const rememberedMs = 10 * 60_000;

/**
 * Remembers for one recorder which way its streams get through: a firewall concerns all its cameras. RTP is
 * tried again after a while, because firewalls are mended.
 */
export class TransportMemory {
  #httpUntilMs: number;
  #rtpSeenMs = Number.NEGATIVE_INFINITY;

  /**
   * @param remembered how streams of this recorder came before the gateway was started
   * @param nowMs now, monotonic
   */
  constructor(remembered?: LiveTransport, nowMs = 0) {
    this.#httpUntilMs = remembered === 'http' ? nowMs + rememberedMs : Number.NEGATIVE_INFINITY;
  }

  /** What `auto` tries first. */
  preferred(nowMs: number): LiveTransport {
    return nowMs < this.#httpUntilMs ? 'http' : 'rtp';
  }

  /** Whether RTP of this recorder came in lately. */
  rtpWorks(nowMs: number): boolean {
    return nowMs - this.#rtpSeenMs < rememberedMs;
  }

  /** Packets came; `isFallback` after RTP had been tried in vain. */
  packetsCame(transport: LiveTransport, isFallback: boolean, nowMs: number): void {
    if (transport === 'rtp') {
      this.#rtpSeenMs = nowMs;
      this.#httpUntilMs = Number.NEGATIVE_INFINITY;
    } else if (isFallback) {
      this.#httpUntilMs = nowMs + rememberedMs;
      this.#rtpSeenMs = Number.NEGATIVE_INFINITY;
    }
  }
}
