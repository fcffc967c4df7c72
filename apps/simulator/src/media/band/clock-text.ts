/** Milliseconds of a minute. */
const minuteMs = 60_000;

/** The largest time of an ECMAScript date; wall clocks beyond are shown as it. */
const maxTimeMs = 8.64e15;

/** `2026-11-21 10:09:45.67` of a wall-clock time in a zone that is `timeZoneMinutes` ahead of UTC. */
export function clockText(wallClockMs: number, timeZoneMinutes: number): string {
  const localMs = Math.floor(wallClockMs + timeZoneMinutes * minuteMs);
  const text = new Date(Math.min(maxTimeMs, Math.max(-maxTimeMs, localMs))).toISOString();
  return text.replace('T', ' ').slice(0, -2);
}
