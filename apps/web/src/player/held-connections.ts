/** How many connections may be held for ways that the page chose by itself, and for all. */
export type HeldPlaces = { readonly byItself: number; readonly inAll: number };

/**
 * The connections of this page that answers without an end may hold. A browser opens six to an HTTP/1.1 server, for all
 * its tabs; a page that takes more than half of them keeps every other request waiting, and with it any better way. A
 * person who chooses such a way may have more of them: only one has to be left.
 */
export class HeldConnections {
  readonly #places: () => HeldPlaces;
  #taken = 0;

  /** @param places how many may be held at present */
  constructor(places: () => HeldPlaces) {
    this.#places = places;
  }

  /**
   * @param chosen a person chose this way
   * @returns gives the place back, idempotent; `undefined` when there is none
   */
  take(chosen: boolean): (() => void) | undefined {
    const { byItself, inAll } = this.#places();
    if (this.#taken >= (chosen ? inAll : byItself)) {
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

const placesOfHttp1: HeldPlaces = { byItself: 3, inAll: 5 };
const placesOfStreams: HeldPlaces = { byItself: Infinity, inAll: Infinity };

/**
 * How many connections may be held.
 *
 * @param protocol as in `nextHopProtocol` of the page itself; empty when the browser does not tell
 */
export function placesOf(protocol: string): HeldPlaces {
  // Over HTTP/2 and 3 all requests share one connection.
  return /^h[23]/.test(protocol) ? placesOfStreams : placesOfHttp1;
}

/** What the page itself came over. */
export function protocolOfPage(): string {
  const [page] = performance.getEntriesByType('navigation');
  return page instanceof PerformanceNavigationTiming ? page.nextHopProtocol : '';
}
