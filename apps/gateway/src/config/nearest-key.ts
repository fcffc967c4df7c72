/** More changes than this are another word, not a slip of the finger. */
const MAX_CHANGES = 3;

/** Damerau-Levenshtein distance without repeated transpositions, between short words. */
const distance = (left: string, right: string): number => {
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= left.length; row++) {
    const above = rows[row - 1] ?? [];
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current.push(
        Math.min(
          (above[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (above[column - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (rows[row - 2]?.[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    rows.push(current);
  }
  return rows[left.length]?.[right.length] ?? 0;
};

/** The known key that was probably meant by `key`, or undefined when none is near. */
export const nearestKey = (key: string, known: readonly string[]): string | undefined => {
  // A key of a thousand letters is no slip, and the distance would cost quadratic time.
  if (key.length > 64) {
    return undefined;
  }
  const wanted = key.toLowerCase();
  const limit = Math.min(MAX_CHANGES, Math.max(1, Math.floor(wanted.length / 2)));
  const ranked = known
    .map((candidate) => ({ candidate, changes: distance(wanted, candidate.toLowerCase()) }))
    .filter(({ changes }) => changes <= limit)
    .sort((left, right) => left.changes - right.changes);
  return ranked[0]?.candidate;
};
