import type { LogEntry } from '@casement/contract';
import type { LogQuery } from './log-query.js';

/**
 * Entries of a log, the newest first. Recorders write some from the oldest and some from the newest on, which decides
 * between entries of the same second.
 */
export function newestFirst(entries: readonly LogEntry[]): readonly LogEntry[] {
  const timed = entries.map((entry) => ({ entry, atMs: Date.parse(entry.time) }));
  const isAscending = (timed[0]?.atMs ?? 0) < (timed.at(-1)?.atMs ?? 0);
  return (isAscending ? timed.reverse() : timed)
    .sort((a, b) => b.atMs - a.atMs)
    .map(({ entry }) => entry);
}

/** The entries that a query asks for, in their order; at most `limit`. */
export function chosenEntries(
  entries: readonly LogEntry[],
  { search, camera, fromMs, toMs, limit }: LogQuery,
): readonly LogEntry[] {
  return entries
    .filter((entry) => {
      const atMs = Date.parse(entry.time);
      return (
        (camera === undefined || entry.camera === camera) &&
        atMs >= fromMs &&
        atMs <= toMs &&
        entry.text.toLowerCase().includes(search)
      );
    })
    .slice(0, limit);
}
