import { iceServersFromLink } from './ice-server-link.js';

export type IceServersOptions = {
  readonly fetch: typeof globalThis.fetch;
  readonly setTimeout: (callback: () => void, delayMs: number) => number;
  readonly clearTimeout: (timer: number) => void;
  /** How long a picture waits for the list, in milliseconds. Default: 2000. */
  readonly askMs?: number;
};

/**
 * The STUN and TURN servers that the gateway names, asked for once per page load: they have to be known
 * before the offer, because a browser looks for its relayed addresses while it makes one. Holds
 * credentials, so nothing here writes to the console.
 */
export class IceServers {
  readonly #options: IceServersOptions;
  #known: readonly RTCIceServer[] | undefined;
  #asking: Promise<readonly RTCIceServer[]> | undefined;

  constructor(options: IceServersOptions) {
    this.#options = options;
  }

  /**
   * Asks a WHEP address by OPTIONS (RFC 9725 section 4.6), together with everybody who waits already.
   * Never rejects: without an answer there are none, and the next viewing asks again.
   */
  async of(whepUrl: string): Promise<readonly RTCIceServer[]> {
    if (this.#known) {
      return this.#known;
    }
    this.#asking ??= this.#ask(whepUrl).finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  /** Takes the `Link` header of an answer to an offer, which names the servers too; `null`: it has none. */
  learn(link: string | null): void {
    this.#known = iceServersFromLink(link);
  }

  async #ask(whepUrl: string): Promise<readonly RTCIceServer[]> {
    const { fetch, setTimeout, clearTimeout, askMs = 2_000 } = this.#options;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), askMs);
    try {
      const answer = await fetch(whepUrl, {
        method: 'OPTIONS',
        credentials: 'same-origin',
        signal: late.signal,
      });
      if (answer.ok) {
        this.learn(answer.headers.get('Link'));
      }
    } catch {
      // The offer that follows goes the same way and says what is wrong.
    } finally {
      clearTimeout(timer);
    }
    return this.#known ?? [];
  }
}
