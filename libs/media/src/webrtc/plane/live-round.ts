import { countSkipped, isFull, maxBehindMs, skipAhead } from './falling-behind.js';
import type { RingSource } from './ring-source.js';
import { blockedRetryMs, noRetry } from './turn-parts.js';
import type { TurnParts } from './turn-parts.js';
import type { ViewerState } from './viewer-state.js';

/**
 * Brings the new packets of rings to those who watch. Viewers who stand at the same packet, which is nearly
 * all of them, share the staged run; in every turn another one is first.
 */
export class LiveRound {
  readonly #parts: TurnParts;
  /** Who gets the staged run. Kept, so that it need not be made anew for each. */
  readonly #group: ViewerState[] = [];

  constructor(parts: TurnParts) {
    this.#parts = parts;
  }

  /** Returns after how many milliseconds to try again. */
  serve(nowMs: number): number {
    const { lists } = this.#parts;
    let retryMs = noRetry;
    for (const source of lists.pictures.take()) {
      if (this.#serveRing(source, nowMs)) {
        lists.pictures.add(source);
        retryMs = blockedRetryMs;
      }
    }
    lists.pictures.served();
    this.#group.length = 0;
    return retryMs;
  }

  /** Whether some viewer did not get everything. */
  #serveRing(source: RingSource, nowMs: number): boolean {
    const { viewers } = source;
    const head = source.reader.head();
    let hasRest = false;
    source.observe();
    for (const viewer of viewers) {
      this.#seek(source, viewer, head, nowMs);
    }
    source.rotation = viewers.length === 0 ? 0 : (source.rotation + 1) % viewers.length;
    for (let at = 0; at < viewers.length; at += 1) {
      const viewer = rotated(source, at);
      if (viewer !== undefined) {
        this.#serveViewer(source, at, viewer, head, nowMs);
        hasRest ||= viewer.phase === 'live' && viewer.canSend && viewer.cursor !== head;
      }
    }
    return hasRest;
  }

  #serveViewer(
    source: RingSource,
    at: number,
    viewer: ViewerState,
    head: number,
    nowMs: number,
  ): void {
    while (this.#isServable(viewer, head)) {
      if (!this.#serveGroup(source, at, viewer, head, nowMs)) {
        return;
      }
      this.#seek(source, viewer, head, nowMs);
    }
  }

  #isServable(viewer: ViewerState, head: number): boolean {
    const { path } = viewer;
    return (
      viewer.phase === 'live' &&
      viewer.cursor !== head &&
      viewer.canSend &&
      path !== undefined &&
      !this.#parts.outlet.isBlocked(path)
    );
  }

  /** Sends one run to a viewer and to all that stand where it stands. False when it came no further. */
  #serveGroup(
    source: RingSource,
    at: number,
    viewer: ViewerState,
    head: number,
    nowMs: number,
  ): boolean {
    const { run, dispatcher } = this.#parts;
    const { cursor, isKeyPicturesOnly } = viewer;
    const isThere = run.load(source.reader, cursor, head, isKeyPicturesOnly);
    const isLate = isThere && nowMs - run.firstArrivalMs > maxBehindMs;
    let count = 0;
    for (let other = at; other < source.viewers.length; other += 1) {
      const candidate = rotated(source, other);
      if (
        candidate?.cursor !== cursor ||
        candidate.isKeyPicturesOnly !== isKeyPicturesOnly ||
        !this.#isServable(candidate, head)
      ) {
        continue;
      }
      if (!isThere || isLate || isFull(candidate)) {
        skipAhead(this.#parts, source, candidate, head);
      } else if (!candidate.canTake(run.codec)) {
        candidate.wait(cursor);
        this.#seek(source, candidate, head, nowMs);
      } else {
        this.#group[count] = candidate;
        count += 1;
      }
    }
    dispatcher.dispatch(run, this.#group, count, nowMs);
    return viewer.cursor !== cursor;
  }

  /**
   * Takes a viewer who waits for a random access unit, or gets no others, to the next one that it can decode, or
   * to the head when there is none.
   */
  #seek(source: RingSource, viewer: ViewerState, head: number, nowMs: number): void {
    const isWaiting = viewer.phase === 'waiting';
    if (!isWaiting && !(viewer.phase === 'live' && viewer.isKeyPicturesOnly)) {
      return;
    }
    const { reader } = source;
    const tail = reader.tail();
    if (((viewer.cursor - tail) | 0) < 0) {
      viewer.cursor = tail;
    }
    const isCounted = viewer.isBehind || !isWaiting;
    let skipped = 0;
    while (viewer.cursor !== head && reader.load(viewer.cursor)) {
      const isTaken = viewer.canTake(reader.codec);
      const isStart =
        reader.isRandomAccess && (!isWaiting || (reader.unitStart && !isFull(viewer)));
      if (isTaken && isStart) {
        break;
      }
      if (!isTaken) {
        viewer.unsupported = reader.codec;
      }
      skipped += reader.unitStart && (isCounted || !isTaken) ? 1 : 0;
      viewer.cursor = (viewer.cursor + 1) >>> 0;
    }
    countSkipped(this.#parts, viewer, skipped);
    if (isWaiting && viewer.canSend && viewer.cursor !== head) {
      viewer.anchor(reader.timestamp90k, nowMs);
      viewer.goLive();
    }
  }
}

function rotated(source: RingSource, at: number): ViewerState | undefined {
  return source.viewers[(source.rotation + at) % source.viewers.length];
}
