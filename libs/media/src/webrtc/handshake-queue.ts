/** How many handshakes may run at once, and for how long one may keep its place. */
export type HandshakeQueueOptions = {
  /** Default 4: enough to hide the round trips of one behind the work for the others. */
  readonly atOnce?: number | undefined;
  /**
   * After this time a handshake that hangs no longer keeps others waiting; it may go on. Default 3000 ms:
   * two retransmissions.
   */
  readonly placeMs?: number | undefined;
};

/** One viewer's way through a {@link HandshakeQueue}. */
export type HandshakeTicket = {
  /**
   * Has `work` done in its turn. While the handshake waits for a place, only the newest pieces of work are
   * kept: they are the first message, sent again. Never runs it before it returns.
   */
  run(work: () => void): void;
  /** The handshake is over, or given up; what has not run never will. Idempotent. */
  leave(): void;
};

type Entry = {
  readonly owner: string;
  state: 'new' | 'waiting' | 'running' | 'left';
  held: (() => void)[];
  /** Work that is to be done, in order. */
  readonly turns: (() => void)[];
  timer: NodeJS.Timeout | undefined;
};

/** A browser sends a flight of at most five datagrams and repeats it: more at a time is a flood. */
const maxTurns = 16;

/**
 * The first message of a browser with a post-quantum key share needs two datagrams (Chromium: 1,200 and some
 * 260 bytes): of four, whichever comes last, two are a whole message.
 */
const maxHeld = 4;

/**
 * Puts the DTLS handshakes of a gateway one behind the other, so that fifty viewers that come at once do not
 * keep the thread from its HTTP requests: a few handshakes run, the others wait, and between two datagrams
 * everything else has its turn. A place is taken with the first datagram and not with the offer, because
 * a browser that the network keeps away would hold up all the others. Every viewer waits once at most, so
 * the limit of viewings bounds the queue too. A free place goes to whoever has the fewest: somebody with a
 * hundred handshakes that hang keeps himself waiting, and not everybody else.
 */
export class HandshakeQueue {
  readonly #atOnce: number;
  readonly #placeMs: number;
  readonly #waiting: Entry[] = [];
  readonly #running = new Set<Entry>();
  /** Entries with work, the next one first. */
  readonly #ready: Entry[] = [];
  #isScheduled = false;

  constructor({ atOnce = 4, placeMs = 3000 }: HandshakeQueueOptions = {}) {
    this.#atOnce = atOnce;
    this.#placeMs = placeMs;
  }

  /** Handshakes that have a place, and those that wait for one. */
  get counts(): { readonly running: number; readonly waiting: number } {
    return { running: this.#running.size, waiting: this.#waiting.length };
  }

  /** @param owner whose viewer it is; those of one owner are served in the order they came */
  ticket(owner = ''): HandshakeTicket {
    const entry: Entry = { owner, state: 'new', held: [], turns: [], timer: undefined };
    return {
      run: (work) => this.#run(entry, work),
      leave: () => this.#leave(entry),
    };
  }

  #run(entry: Entry, work: () => void): void {
    switch (entry.state) {
      case 'new':
        entry.state = 'waiting';
        entry.held.push(work);
        this.#waiting.push(entry);
        this.#admit();
        break;
      case 'waiting':
        entry.held.push(work);
        if (entry.held.length > maxHeld) {
          entry.held.shift();
        }
        break;
      case 'running':
        this.#push(entry, work);
        break;
      case 'left':
        break;
    }
  }

  #leave(entry: Entry): void {
    entry.state = 'left';
    entry.held.length = 0;
    entry.turns.length = 0;
    remove(this.#waiting, entry);
    remove(this.#ready, entry);
    this.#free(entry);
  }

  #free(entry: Entry): void {
    clearTimeout(entry.timer);
    if (this.#running.delete(entry)) {
      this.#admit();
    }
  }

  #admit(): void {
    while (this.#running.size < this.#atOnce) {
      const entry = this.#next();
      if (entry === undefined) {
        return;
      }
      remove(this.#waiting, entry);
      entry.state = 'running';
      this.#running.add(entry);
      entry.timer = setTimeout(() => this.#free(entry), this.#placeMs);
      entry.timer.unref();
      for (const work of entry.held.splice(0)) {
        this.#push(entry, work);
      }
    }
  }

  /** The longest waiting one of those whose owners have the fewest places. */
  #next(): Entry | undefined {
    let best: Entry | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (const entry of this.#waiting) {
      const places = this.#placesOf(entry.owner);
      if (places < fewest) {
        best = entry;
        fewest = places;
      }
    }
    return best;
  }

  #placesOf(owner: string): number {
    let places = 0;
    for (const entry of this.#running) {
      places += entry.owner === owner ? 1 : 0;
    }
    return places;
  }

  #push(entry: Entry, work: () => void): void {
    if (entry.turns.length >= maxTurns) {
      return;
    }
    entry.turns.push(work);
    if (entry.turns.length === 1) {
      this.#ready.push(entry);
    }
    this.#schedule();
  }

  #schedule(): void {
    if (!this.#isScheduled && this.#ready.length > 0) {
      this.#isScheduled = true;
      setImmediate(() => {
        this.#isScheduled = false;
        this.#turn();
        this.#schedule();
      });
    }
  }

  /** One datagram of the one that waited longest. */
  #turn(): void {
    const entry = this.#ready.shift();
    const work = entry?.turns.shift();
    if (entry && entry.turns.length > 0) {
      this.#ready.push(entry);
    }
    work?.();
  }
}

function remove(list: Entry[], entry: Entry): void {
  const at = list.indexOf(entry);
  if (at >= 0) {
    list.splice(at, 1);
  }
}
