/** How long a viewer may keep silent, counted in ticks of one second each. */
export type LivenessLimits = {
  /** Without any datagram. ICE-lite has no consent checks of its own, so the browser's are all there is. */
  readonly silentTicks: number;
  /** From the answer to the finished DTLS handshake. */
  readonly connectTicks: number;
};

export const defaultLivenessLimits: LivenessLimits = { silentTicks: 10, connectTicks: 15 };

type LivenessState =
  | { readonly name: 'checking'; readonly ticks: number }
  | { readonly name: 'handshaking'; readonly ticks: number }
  | { readonly name: 'connected'; readonly silentTicks: number };

/**
 * Decides when a viewer is gone. Browsers send a STUN check every 2 to 5 seconds and an RTCP report about
 * every second, so ten silent seconds mean that nobody is there. Time is counted in ticks and not taken
 * from a clock: a gateway that was held up for ten seconds has ten seconds of datagrams waiting to be
 * read, and must not mistake its own delay for the viewers' silence.
 */
export class ViewerLiveness {
  readonly #limits: LivenessLimits;
  #state: LivenessState = { name: 'checking', ticks: 0 };

  constructor(limits: LivenessLimits = defaultLivenessLimits) {
    this.#limits = limits;
  }

  /** A datagram came that only this viewer can have sent. */
  heard(): void {
    switch (this.#state.name) {
      case 'checking':
        this.#state = { name: 'handshaking', ticks: this.#state.ticks };
        break;
      case 'handshaking':
        break;
      case 'connected':
        this.#state = { name: 'connected', silentTicks: 0 };
        break;
    }
  }

  /** The DTLS handshake is finished. */
  connected(): void {
    this.#state = { name: 'connected', silentTicks: 0 };
  }

  /** One second passed. Why the viewer is to be given up, or `undefined`. */
  tick(): string | undefined {
    const state = this.#state;
    const { connectTicks, silentTicks } = this.#limits;
    switch (state.name) {
      case 'checking':
        this.#state = { name: 'checking', ticks: state.ticks + 1 };
        return state.ticks + 1 >= connectTicks
          ? `the browser did not reach the gateway's UDP port within ${connectTicks} s`
          : undefined;
      case 'handshaking':
        this.#state = { name: 'handshaking', ticks: state.ticks + 1 };
        return state.ticks + 1 >= connectTicks
          ? `the DTLS handshake did not finish within ${connectTicks} s`
          : undefined;
      case 'connected':
        this.#state = { name: 'connected', silentTicks: state.silentTicks + 1 };
        return state.silentTicks + 1 >= silentTicks
          ? `nothing was heard of the browser for ${silentTicks} s`
          : undefined;
    }
  }
}
