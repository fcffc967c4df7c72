/**
 * The connections of this page that answers without an end may hold. A browser opens six to an HTTP/1.1 server, for all
 * its tabs; whoever takes more than half of them keeps every other request waiting, and with it any better way.
 */
export class HeldConnections {
  readonly #places: () => number;
  #taken = 0;

  /** @param places how many may be held at present */
  constructor(places: () => number) {
    this.#places = places;
  }

  /** @returns gives the place back, idempotent; `undefined` when there is none */
  take(): (() => void) | undefined {
    if (this.#taken >= this.#places()) {
      return undefined;
    }
    this.#taken += 1;
    let left = false;
    return () => {
      if (!left) {
        left = true;
        this.#taken -= 1;
      }
    };
  }
}

const placesOfHttp1 = 3;

/**
 * How many connections may be held.
 *
 * @param protocol as in `nextHopProtocol` of the page itself; empty when the browser does not tell
 */
export function placesOf(protocol: string): number {
  // Over HTTP/2 and 3 all requests share one connection.
  return /^h[23]/.test(protocol) ? Infinity : placesOfHttp1;
}

/** What the page itself came over. */
export function protocolOfPage(): string {
  const [page] = performance.getEntriesByType('navigation');
  return page instanceof PerformanceNavigationTiming ? page.nextHopProtocol : '';
}
