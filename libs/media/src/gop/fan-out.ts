import { catchUpAsIs, catchUpSchedule, catchUpStill } from './catch-up.js';
import type { CatchUpPolicy } from './catch-up.js';
import type { GopBuffer } from './gop-buffer.js';
import type { PacketizedUnit } from './packetized-unit.js';

/** A viewer's end of the media path. */
export type AccessUnitSink = {
  readonly id: string;
  /** Takes the next unit. Synchronous; a sink that cannot keep up drops units itself and never waits. */
  push(unit: PacketizedUnit): void;
  /** For the owner of the sink; the fan-out never calls it. */
  close?(): void | Promise<void>;
};

/** Settings of a camera's fan-out. */
export type FanOutOptions = {
  /** Longest burst for a late viewer, in access units. Default 40. */
  readonly maxCatchUpUnits?: number | undefined;
  /** Told when a sink threw, after it was removed. Must not throw. */
  readonly onSinkFailed?: ((sink: AccessUnitSink, error: unknown) => void) | undefined;
};

/** What a fan-out counted since it was made. */
export type FanOutStatistics = {
  readonly sinks: number;
  /** Units pushed into the fan-out. */
  readonly units: number;
  /** Pushes into sinks, catch-up included. */
  readonly deliveries: number;
  /** Sinks removed because they threw. */
  readonly failedSinks: number;
  /** Late viewers that got the whole GOP. */
  readonly catchUps: number;
  /** Late viewers that got a still picture first, because the GOP was too long. */
  readonly stills: number;
};

/**
 * Software decoders take some 6 ms per 1080p picture: 40 are 240 ms, about as long as a viewer may wait for
 * the first picture. Recorders default to one IDR per second, 15 to 30 units.
 */
export const defaultMaxCatchUpUnits = 40;

type Viewer = { readonly sink: AccessUnitSink; awaitsRandomAccess: boolean; gone: boolean };

/**
 * Gives the units of one camera to all its viewers, in order and without waiting: no `await`, no timer. A
 * sink that throws is removed and counted; the others do not notice.
 *
 * A late viewer first gets the GOP so far, marked `catchUp`. When that is longer than `maxCatchUpUnits` (or
 * was dropped), it gets only the IDR picture as a still, at once, and is live from the next random access
 * unit on: for a long GOP, decoding hundreds of pictures of the past takes longer than waiting for the next
 * one, and delays the live picture of everybody on a slow machine.
 */
export class FanOut {
  readonly #gop: GopBuffer;
  readonly #maxCatchUpUnits: number;
  readonly #onSinkFailed: FanOutOptions['onSinkFailed'];
  /** Replaced and never changed, so that sinks may come and go while a unit is given out. */
  #viewers: readonly Viewer[] = [];
  #newestTimestamp90k = Number.NEGATIVE_INFINITY;
  #units = 0;
  #deliveries = 0;
  #failedSinks = 0;
  #catchUps = 0;
  #stills = 0;

  /** @param gop filled by `push` of this fan-out, and by nobody else */
  constructor(gop: GopBuffer, options: FanOutOptions = {}) {
    this.#gop = gop;
    this.#maxCatchUpUnits = options.maxCatchUpUnits ?? defaultMaxCatchUpUnits;
    this.#onSinkFailed = options.onSinkFailed;
  }

  /** How many sinks there are. */
  get size(): number {
    return this.#viewers.length;
  }

  get statistics(): FanOutStatistics {
    return {
      sinks: this.size,
      units: this.#units,
      deliveries: this.#deliveries,
      failedSinks: this.#failedSinks,
      catchUps: this.#catchUps,
      stills: this.#stills,
    };
  }

  /** Adds a viewer, which gets the GOP so far before this returns. Adding it twice changes nothing. */
  add(sink: AccessUnitSink, policy: CatchUpPolicy = 'compressed'): void {
    if (this.#viewers.some((viewer) => viewer.sink === sink)) {
      return;
    }
    const viewer: Viewer = { sink, awaitsRandomAccess: true, gone: false };
    this.#viewers = [...this.#viewers, viewer];
    this.#catchUp(viewer, policy);
  }

  /** Removes a viewer; it gets nothing more. Says whether it was there. */
  remove(sink: AccessUnitSink): boolean {
    const viewer = this.#viewers.find((candidate) => candidate.sink === sink);
    if (viewer === undefined) {
      return false;
    }
    viewer.gone = true;
    this.#viewers = this.#viewers.filter((candidate) => candidate !== viewer);
    return true;
  }

  /** Remembers a unit in the GOP buffer and gives it to all viewers that can decode it. */
  push(unit: PacketizedUnit): void {
    this.#units += 1;
    this.#gop.push(unit);
    this.#newestTimestamp90k = unit.timestamp90k;
    for (const viewer of this.#viewers) {
      if (unit.randomAccess || !viewer.awaitsRandomAccess) {
        viewer.awaitsRandomAccess = false;
        this.#deliver(viewer, unit);
      }
    }
  }

  #catchUp(viewer: Viewer, policy: CatchUpPolicy): void {
    const gop = policy === 'none' ? [] : this.#gop.snapshot();
    if (gop.length > 0 && (policy === 'original' || gop.length <= this.#maxCatchUpUnits)) {
      this.#catchUps += 1;
      viewer.awaitsRandomAccess = false;
      this.#deliverAll(viewer, policy === 'original' ? catchUpAsIs(gop) : catchUpSchedule(gop));
      return;
    }
    const still = this.#gop.randomAccessUnit;
    if (policy === 'compressed' && still !== undefined) {
      this.#stills += 1;
      this.#deliver(viewer, catchUpStill(still, this.#newestTimestamp90k));
    }
  }

  #deliverAll(viewer: Viewer, units: readonly PacketizedUnit[]): void {
    for (const unit of units) {
      this.#deliver(viewer, unit);
    }
  }

  #deliver(viewer: Viewer, unit: PacketizedUnit): void {
    if (viewer.gone) {
      return;
    }
    this.#deliveries += 1;
    try {
      viewer.sink.push(unit);
    } catch (error) {
      this.#failedSinks += 1;
      this.remove(viewer.sink);
      this.#onSinkFailed?.(viewer.sink, error);
    }
  }
}
