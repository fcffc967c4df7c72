import type { CatchUpPolicy } from '../../gop/catch-up.js';
import type { SharedRing } from '../../gop/shared-ring.js';
import type { Pump } from './pump.js';
import { RingSource } from './ring-source.js';
import { SoundSource } from './sound-source.js';
import type { Listener } from './sound-source.js';
import type { ViewerState } from './viewer-state.js';

/** The rings that somebody watches or hears. */
export class RingSources {
  readonly #pump: Pump;
  readonly #sources = new Map<string, RingSource>();
  readonly #sounds = new Map<string, SoundSource>();

  constructor(pump: Pump) {
    this.#pump = pump;
  }

  get size(): number {
    return this.#sources.size + this.#sounds.size;
  }

  /** The writer of this ring, which is in this thread, has written. */
  hasNews(ringId: string): void {
    const source = this.#sources.get(ringId);
    if (source !== undefined) {
      source.stopWatching();
      this.#pump.mark(source);
    }
    const sound = this.#sounds.get(ringId);
    if (sound !== undefined) {
      sound.stopWatching();
      this.#pump.markSound(sound);
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

  /** The viewer sees nothing any more. */
  leave(viewer: ViewerState): void {
    this.#remove(viewer);
    viewer.stop();
  }

  /** The viewer hears this ring from now on, and no other one. */
  joinSound(listener: Listener, ring: SharedRing): void {
    const source = this.#soundOf(ring);
    if (listener.sound.source !== source) {
      this.#removeSound(listener);
      source.listeners.push(listener);
    }
    listener.sound.play(source);
    this.#pump.wake(listener);
  }

  /** The viewer hears nothing any more. */
  leaveSound(listener: Listener): void {
    this.#removeSound(listener);
    listener.sound.play(undefined);
  }

  close(): void {
    for (const source of [...this.#sources.values(), ...this.#sounds.values()]) {
      source.stopWatching();
    }
    this.#sources.clear();
    this.#sounds.clear();
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

  #soundOf(ring: SharedRing): SoundSource {
    const known = this.#sounds.get(ring.id);
    if (known !== undefined) {
      return known;
    }
    const source = new SoundSource(ring, (marked) => this.#pump.markSound(marked));
    this.#sounds.set(ring.id, source);
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

  #removeSound(listener: Listener): void {
    const { source } = listener.sound;
    const at = source?.listeners.indexOf(listener) ?? -1;
    if (source === undefined || at < 0) {
      return;
    }
    source.listeners.splice(at, 1);
    if (source.listeners.length === 0) {
      source.stopWatching();
      this.#sounds.delete(source.ring.id);
    }
  }
}
