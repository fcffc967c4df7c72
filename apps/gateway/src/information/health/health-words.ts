const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `40 s`, `12 min`, `5 h`, `3 days`: how long something took or is ago. */
export function spanWords(ms: number): string {
  if (ms < 90_000) {
    return `${Math.max(0, Math.round(ms / 1_000))} s`;
  }
  if (ms < 90 * minuteMs) {
    return `${Math.round(ms / minuteMs)} min`;
  }
  return ms < 2 * dayMs ? `${Math.round(ms / hourMs)} h` : `${Math.floor(ms / dayMs)} days`;
}

/** As {@link spanWords}, of a number of days. */
export function daysWords(days: number): string {
  return spanWords(days * dayMs);
}

/** `1 disk`, `4 disks`. */
export function countWords(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** `a`, `a and b`, `a, b and c`; of more than five the first four are named. */
export function listWords(names: readonly string[]): string {
  const all = names.length > 5 ? [...names.slice(0, 4), `${names.length - 4} more`] : [...names];
  const last = all.pop() ?? '';
  return all.length === 0 ? last : `${all.join(', ')} and ${last}`;
}

/** A finding as it goes on behind a semicolon; what begins with a name stays as it is. */
export function asClause(words: string): string {
  return /^[A-Z][a-z]/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words;
}
