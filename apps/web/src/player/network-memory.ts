import { type DeliveryWay, deliveryWaySchema } from '@casement/contract';
import { z } from 'zod';

/** How long a network stays as it was found, in milliseconds. */
const keptMs = 24 * 60 * 60 * 1000;

/** How many networks are remembered: those last used. */
const maxNetworks = 16;

const storageKey = 'casement.networks';

const entrySchema = z.object({
  atMs: z.number(),
  /** The browser's own network as the gateway sees it; null while unknown. */
  address: z.string().nullable(),
  works: z.array(deliveryWaySchema),
  failed: z.array(z.tuple([deliveryWaySchema, z.string().max(200)])),
});
type Entry = z.infer<typeof entrySchema>;

const storedSchema = z.record(z.string(), entrySchema);

export type NetworkMemoryOptions = {
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  /** Wall clock, in milliseconds: what is remembered outlives the page. */
  readonly nowMs: () => number;
  /** The address of the gateway and the kind of connection: what the browser knows of where it is. */
  readonly place: () => string;
};

/**
 * What was found out about the network between this browser and its gateway: which ways bring pictures, and which do
 * not and why. Kept for a day per network. One for all tiles of the page.
 */
export class NetworkMemory {
  readonly #options: NetworkMemoryOptions;
  readonly #listeners = new Set<() => void>();
  #entries: Record<string, Entry>;

  constructor(options: NetworkMemoryOptions) {
    this.#options = options;
    this.#entries = load(options.storage);
  }

  /** Why ways do not work here, in words. */
  get failed(): ReadonlyMap<DeliveryWay, string> {
    return new Map(this.#entry?.failed ?? []);
  }

  /** Whether pictures came this way in this network. */
  works(way: DeliveryWay): boolean {
    return this.#entry?.works.includes(way) === true;
  }

  /** Told whenever something new is known. Returns what ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Pictures came this way. */
  noteWorks(way: DeliveryWay): void {
    if (!this.works(way) || this.failed.has(way)) {
      this.#change(({ works, failed }) => ({
        works: [...works.filter((other) => other !== way), way],
        failed: failed.filter(([other]) => other !== way),
      }));
    }
  }

  /** Nothing gets through this way, although pictures came another way. */
  noteFailed(way: DeliveryWay, words: string): void {
    this.#change(({ works, failed }) => ({
      works: works.filter((other) => other !== way),
      failed: [...failed.filter(([other]) => other !== way), [way, words.slice(0, 200)]],
    }));
  }

  /**
   * Where the gateway sees this browser: another network than before is an unknown one.
   *
   * @param address IPv4 or IPv6 as text
   */
  sawAddress(address: string): void {
    const network = networkOf(address);
    const known = this.#entry?.address ?? null;
    if (network === known) {
      return;
    }
    this.#change((entry) => ({
      ...(known === null ? entry : { works: [], failed: [] }),
      address: network,
    }));
  }

  /** The browser says that it is on another network now. */
  forget(): void {
    if (this.#entry) {
      this.#change(() => ({ works: [], failed: [], address: null }));
    }
  }

  get #entry(): Entry | undefined {
    const entry = this.#entries[this.#options.place()];
    return entry && this.#options.nowMs() - entry.atMs < keptMs ? entry : undefined;
  }

  #change(change: (entry: Entry) => Partial<Entry>): void {
    const nowMs = this.#options.nowMs();
    const place = this.#options.place();
    const before = this.#entry ?? { atMs: nowMs, address: null, works: [], failed: [] };
    // The day begins with what was found first, so that a network that is never new is looked at again as well.
    const all = { ...this.#entries, [place]: { ...before, ...change(before) } };
    this.#entries = Object.fromEntries(
      Object.entries(all)
        .sort(([, a], [, b]) => b.atMs - a.atMs)
        .slice(0, maxNetworks),
    );
    try {
      this.#options.storage.setItem(storageKey, JSON.stringify(this.#entries));
    } catch {
      // Full or forbidden: remembered for as long as the page lives.
    }
    for (const listener of this.#listeners) {
      listener();
    }
  }
}

function load(storage: Pick<Storage, 'getItem'>): Record<string, Entry> {
  try {
    return storedSchema.parse(JSON.parse(storage.getItem(storageKey) ?? '{}'));
  } catch {
    // Forbidden, or written by another version: every network is new.
    return {};
  }
}

/** The network of an address: /24 of IPv4, /64 of IPv6. */
export function networkOf(address: string): string {
  const v4 = /(\d+\.\d+\.\d+)\.\d+$/.exec(address);
  return v4?.[1] ?? address.split(':').slice(0, 4).join(':');
}
