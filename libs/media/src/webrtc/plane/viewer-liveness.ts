/** How long a viewer may keep silent, counted in ticks of one second each. */
export type LivenessLimits = {
  /** Without any STUN request, DTLS record or RTCP packet, once connected. */
  readonly silentTicks: number;
  /** From the answer to the keys of the finished DTLS handshake. */
  readonly connectTicks: number;
};

/**
 * Browsers check their path every 2 to 2.5 s and report every second: five silent seconds are two missed
 * checks and four missed reports.
 */
export const defaultLivenessLimits: LivenessLimits = { silentTicks: 5, connectTicks: 15 };

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

  /** The DTLS handshake is finished. */
  connected(): void {
    this.#state = 'connected';
    this.#ticks = 0;
  }

  /** One second passed. Why the viewer is to be given up, or `undefined`. */
  tick(): string | undefined {
    this.#ticks += 1;
    const { silentTicks, connectTicks } = this.#limits;
    if (this.#state === 'connected') {
      return this.#ticks >= silentTicks
        ? `nothing was heard of the browser for ${silentTicks} s`
        : undefined;
    }
    if (this.#ticks < connectTicks) {
      return undefined;
    }
    return this.#state === 'checking'
      ? `the browser did not reach the gateway's port within ${connectTicks} s`
      : `the DTLS handshake did not finish within ${connectTicks} s`;
  }
}
