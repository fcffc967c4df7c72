/** How long a viewer may keep silent, counted in ticks of one second each. */
export type LivenessLimits = {
  /** Without any STUN request, DTLS record or RTCP packet, of a viewer that reports every second or so. */
  readonly silentTicks: number;
  /** The same of one that reports less often, or not at all because nothing came that it could report. */
  readonly quietTicks: number;
  /** From the answer to the keys of the finished DTLS handshake. */
  readonly connectTicks: number;
};

/**
 * Browsers check their path every 2 to 2.5 s and report every second: five silent seconds are two missed
 * checks and four missed reports. Other clients check every 4 to 6 s (RFC 7675 section 5.1), and have nothing to report
 * before the first packet: 13 s are two of their checks.
 */
export const defaultLivenessLimits: LivenessLimits = {
  silentTicks: 5,
  quietTicks: 13,
  connectTicks: 15,
};

/** Reports at most so far apart are those of a viewer that reports all the time. */
const reportTicks = 2;

/**
 * Decides when a viewer is gone. ICE-lite has no consent checks of its own (RFC 7675), so what the browser
 * sends is all there is. Time is counted in ticks and not taken from a clock: a thread that was held up for
 * ten seconds has ten seconds of datagrams waiting to be read, and must not mistake its own delay for the
 * viewers' silence.
 */
export class ViewerLiveness {
  readonly #limits: LivenessLimits;
  #state: 'checking' | 'handshaking' | 'connected' = 'checking';
  #ticks = 0;
  /** Since its last report; `undefined`: it sent none. */
  #reportTicks: number | undefined;
  #isTalkative = false;

  constructor(limits: LivenessLimits = defaultLivenessLimits) {
    this.#limits = limits;
  }

  /** Something came that only this viewer can have sent. */
  heard(): void {
    if (this.#state === 'checking') {
      this.#state = 'handshaking';
    } else if (this.#state === 'connected') {
      this.#ticks = 0;
    }
  }

  /** The viewer reported what it received. */
  reported(): void {
    this.#isTalkative = this.#reportTicks !== undefined && this.#reportTicks <= reportTicks;
    this.#reportTicks = 0;
    this.heard();
  }

  /** The DTLS handshake is finished. */
  connected(): void {
    this.#state = 'connected';
    this.#ticks = 0;
  }

  /** One second passed. Why the viewer is to be given up, or `undefined`. */
  tick(): string | undefined {
    this.#ticks += 1;
    if (this.#reportTicks !== undefined) {
      this.#reportTicks += 1;
    }
    const { silentTicks, quietTicks, connectTicks } = this.#limits;
    if (this.#state === 'connected') {
      const limit = this.#isTalkative ? silentTicks : quietTicks;
      return this.#ticks >= limit ? `nothing was heard of the browser for ${limit} s` : undefined;
    }
    if (this.#ticks < connectTicks) {
      return undefined;
    }
    return this.#state === 'checking'
      ? `the browser did not reach the gateway's port within ${connectTicks} s`
      : `the DTLS handshake did not finish within ${connectTicks} s`;
  }
}
