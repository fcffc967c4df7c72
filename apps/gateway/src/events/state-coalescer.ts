import type { StateChange } from './live-states.js';

/** Names what a change is about: a later change of the same key replaces an earlier one. */
function keyOf(change: StateChange): string {
  switch (change.what) {
    case 'recorder':
      return `recorder ${change.recorder.id}`;
    case 'recorder-removed':
      return `recorder ${change.id}`;
    case 'camera':
      return `camera ${change.recorder} ${change.camera.number}`;
  }
}

/**
 * Keeps the newest change of each thing until it is taken, so that browsers hear of a camera a few times a
 * second at most, however often it changes. Bounded by the number of cameras.
 */
export class StateCoalescer {
  readonly #waiting = new Map<string, StateChange>();

  put(change: StateChange): void {
    const key = keyOf(change);
    // Deleted first, so that the order is that of the newest changes.
    this.#waiting.delete(key);
    this.#waiting.set(key, change);
  }

  /** All that waits, in the order of the newest changes; nothing waits after that. */
  take(): StateChange[] {
    const changes = [...this.#waiting.values()];
    this.#waiting.clear();
    return changes;
  }
}
