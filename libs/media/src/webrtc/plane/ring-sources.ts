import type { CatchUpPolicy } from '../../gop/catch-up.js';
import type { SharedRing } from '../../gop/shared-ring.js';
import type { Pump } from './pump.js';
import { RingSource } from './ring-source.js';
import type { ViewerState } from './viewer-state.js';

/** The rings that somebody watches. */
export class RingSources {
  readonly #pump: Pump;
  readonly #sources = new Map<string, RingSource>();

  constructor(pump: Pump) {
    this.#pump = pump;
  }

  get size(): number {
    return this.#sources.size;
  }

  /** The writer of this ring, which is in this thread, has written. */
  hasNews(ringId: string): void {
    const source = this.#sources.get(ringId);
    if (source !== undefined) {
      source.stopWatching();
      this.#pump.mark(source);
    }
  }

  /** The viewer plays this ring from now on, and no other one. */
  join(viewer: ViewerState, ring: SharedRing, policy: CatchUpPolicy): void {
    const source = this.#sourceOf(ring);
    if (viewer.source !== source) {
      this.#remove(viewer);
      source.viewers.push(viewer);
    }
    viewer.play(source, policy);
    this.#pump.wake(viewer);
  }

  /** The viewer plays nothing any more. */
  leave(viewer: ViewerState): void {
    this.#remove(viewer);
    viewer.stop();
  }

  close(): void {
    for (const source of this.#sources.values()) {
      source.stopWatching();
    }
    this.#sources.clear();
  }

  #sourceOf(ring: SharedRing): RingSource {
    const known = this.#sources.get(ring.id);
    if (known !== undefined) {
      return known;
    }
    const source = new RingSource(ring, (marked) => this.#pump.mark(marked));
    this.#sources.set(ring.id, source);
    return source;
  }

  #remove(viewer: ViewerState): void {
    const { source } = viewer;
    const at = source?.viewers.indexOf(viewer) ?? -1;
    if (source === undefined || at < 0) {
      return;
    }
    source.viewers.splice(at, 1);
    if (source.viewers.length === 0) {
      source.stopWatching();
      this.#sources.delete(source.ring.id);
    }
  }
}
