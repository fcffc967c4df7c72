import type { KnownGap } from './gop-shelf.js';
import { GopShelf } from './gop-shelf.js';
import type { KeptGop } from './playback-output.js';

/** Objects and array elements that belong to a picture, about. */
const bytesPerPicture = 200;

const defaultMaxBytes = 256 * 1024 * 1024;

/** How the cache does, since the start but for `gops` and `bytes`. */
export type GopCacheStatistics = {
  readonly gops: number;
  readonly bytes: number;
  /** GOPs a playback came to and found here. */
  readonly hits: number;
  /** GOPs that the recorder was asked for. */
  readonly misses: number;
  readonly evicted: number;
};

/**
 * The recorded GOPs that were fetched last, of all recorders, for everybody (design section 4, "Playback"): going back,
 * stepping and a second viewer of the same span cost the recorder nothing. Bounded in bytes; what was not used for the
 * longest time goes first.
 */
export class GopCache {
  readonly #maxBytes: number;
  readonly #shelves = new Map<string, GopShelf>();
  /** In the order of use, oldest first. */
  readonly #uses = new Map<string, KeptGop>();
  #bytes = 0;
  #hits = 0;
  #misses = 0;
  #evicted = 0;

  constructor({ maxBytes = defaultMaxBytes }: { readonly maxBytes?: number } = {}) {
    this.#maxBytes = maxBytes;
  }

  get statistics(): GopCacheStatistics {
    return {
      gops: this.#uses.size,
      bytes: this.#bytes,
      hits: this.#hits,
      misses: this.#misses,
      evicted: this.#evicted,
    };
  }

  /** Keeps a GOP and answers it as it is kept: it ends where the next one begins, as far as that is known. */
  put(gop: KeptGop): KeptGop {
    const kept = this.#shelf(gop).put(gop);
    const key = useKey(gop);
    const before = this.#uses.get(key);
    this.#uses.delete(key);
    this.#uses.set(key, kept);
    this.#bytes += costOf(kept) - (before ? costOf(before) : 0);
    this.#evict();
    return kept;
  }

  /** The GOP whose picture is on screen at a time. */
  at(recorder: string, camera: number, atMs: number): KeptGop | undefined {
    return this.#used(this.#shelves.get(shelfKey({ recorder, camera }))?.at(atMs));
  }

  /** The GOP that begins at a time. */
  startingAt(recorder: string, camera: number, startMs: number): KeptGop | undefined {
    return this.#used(this.#shelves.get(shelfKey({ recorder, camera }))?.startingAt(startMs));
  }

  /** The GOP behind this one in the recording, also over a gap; `undefined` when it is not kept or not known. */
  next(gop: KeptGop): KeptGop | undefined {
    return this.#used(this.#shelves.get(shelfKey(gop))?.next(gop));
  }

  /** The GOP in front of this one in the recording. */
  previous(gop: KeptGop): KeptGop | undefined {
    return this.#used(this.#shelves.get(shelfKey(gop))?.previous(gop));
  }

  /** The recorder delivered `after` behind `before`; answers the gap that this shows, if any. */
  link(before: KeptGop, after: KeptGop): KnownGap | undefined {
    return this.#shelf(before).link(before, after);
  }

  /** There is nothing to show from one time to the other. */
  noteGap(recorder: string, camera: number, gap: KnownGap): void {
    this.#shelf({ recorder, camera }).noteGap(gap);
  }

  gapAt(recorder: string, camera: number, atMs: number): KnownGap | undefined {
    return this.#shelves.get(shelfKey({ recorder, camera }))?.gapAt(atMs);
  }

  /** Forgets what begins from one time up to the other: the recorder's clock was put back and recorded it again. */
  forget(recorder: string, camera: number, fromMs: number, toMs: number): void {
    for (const gop of this.#shelves.get(shelfKey({ recorder, camera }))?.forget(fromMs, toMs) ??
      []) {
      this.#drop(gop);
    }
  }

  /** A playback came to a GOP that was here already. */
  countHit(): void {
    this.#hits += 1;
  }

  /** The recorder is asked for a GOP. */
  countMiss(): void {
    this.#misses += 1;
  }

  #shelf(owner: Pick<KeptGop, 'recorder' | 'camera'>): GopShelf {
    const key = shelfKey(owner);
    const shelf = this.#shelves.get(key) ?? new GopShelf();
    this.#shelves.set(key, shelf);
    return shelf;
  }

  #used(gop: KeptGop | undefined): KeptGop | undefined {
    if (gop) {
      const key = useKey(gop);
      this.#uses.delete(key);
      this.#uses.set(key, gop);
    }
    return gop;
  }

  #evict(): void {
    for (const gop of this.#uses.values()) {
      if (this.#bytes <= this.#maxBytes) {
        return;
      }
      const shelf = this.#shelves.get(shelfKey(gop));
      shelf?.forget(gop.startMs, gop.startMs);
      this.#drop(gop);
      this.#evicted += 1;
      if (shelf?.isEmpty === true) {
        this.#shelves.delete(shelfKey(gop));
      }
    }
  }

  #drop(gop: KeptGop): void {
    const kept = this.#uses.get(useKey(gop));
    if (kept && this.#uses.delete(useKey(gop))) {
      this.#bytes -= costOf(kept);
    }
  }
}

function shelfKey({ recorder, camera }: Pick<KeptGop, 'recorder' | 'camera'>): string {
  return `${recorder}/${camera}`;
}

function useKey(gop: KeptGop): string {
  return `${shelfKey(gop)}/${gop.startMs}`;
}

function costOf({ bytes, pictures }: KeptGop): number {
  return bytes + pictures.length * bytesPerPicture;
}
