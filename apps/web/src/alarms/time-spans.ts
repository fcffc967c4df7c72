const hourMs = 3_600_000;

/** Spans of the filter that end now. */
export const spans = [
  { name: 'hour', words: 'Last hour', lengthMs: hourMs },
  { name: 'day', words: 'Last 24 hours', lengthMs: 24 * hourMs },
  { name: 'week', words: 'Last 7 days', lengthMs: 7 * 24 * hourMs },
] as const;

/** A time as fields of the browser have it, in this browser's zone: "2026-11-21T14:03". @param ms since 1970 */
export function localTextOf(ms: number): string {
  const at = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Milliseconds since 1970; null for a field that is empty or holds no time. */
export function msOfLocalText(text: string): number | null {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? new Date(text).getTime() : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}
