import type { ReportBlock } from '../rtcp/rtcp-feedback.js';

/** What is judged together, in milliseconds. */
const windowMs = 1_000;

/** Fewer packets than this say little about a network. */
const minPackets = 10;

/** Where a window began. */
type Start = {
  readonly atMs: number;
  readonly packetsLost: number;
  readonly highestSequence: number;
};

/**
 * Loss over spans of a second. A browser that asks for packets puts a receiver report in front of every
 * request, and the fraction in it (RFC 3550 section 6.4.1) is that of the few packets since the request
 * before: often none or all of them. Its running totals are exact.
 */
export class LossWindow {
  #start: Start | undefined;

  /** The fraction lost, 0..1, when a window ends with this report; `undefined` when it goes on. */
  take({ packetsLost, highestSequence }: ReportBlock, nowMs: number): number | undefined {
    const end = { atMs: nowMs, packetsLost, highestSequence };
    if (this.#start === undefined) {
      this.#start = end;
      return undefined;
    }
    const expected = (highestSequence - this.#start.highestSequence) >>> 0;
    if (nowMs - this.#start.atMs < windowMs || expected < minPackets) {
      return undefined;
    }
    // Totals may fall: packets that came late or twice (RFC 3550 appendix A.3).
    const lost = Math.max(0, packetsLost - this.#start.packetsLost);
    this.#start = end;
    return Math.min(1, lost / expected);
  }
}
