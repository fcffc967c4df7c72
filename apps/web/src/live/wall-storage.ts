import { queryOfWall, wallFromQuery } from './wall-link.js';
import type { Wall } from './wall.js';

const key = 'casement.wall';

/** The wall of the last visit, kept in the same words as a link; undefined on the first visit. */
export function loadWall(storage: Pick<Storage, 'getItem'>): Wall | undefined {
  try {
    const text = storage.getItem(key);
    return text === null ? undefined : wallFromQuery(Object.fromEntries(new URLSearchParams(text)));
  } catch {
    // A browser may forbid storage; then every visit is the first.
    return undefined;
  }
}

/** Remembers the wall for the next visit. */
export function saveWall(storage: Pick<Storage, 'setItem'>, wall: Wall): void {
  try {
    storage.setItem(key, new URLSearchParams(queryOfWall(wall)).toString());
  } catch {
    // Full or forbidden: the wall is still in the link.
  }
}
