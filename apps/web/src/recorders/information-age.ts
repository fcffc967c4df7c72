/** Something that a recorder told the gateway, and the clocks by which it is known how long ago. */
export type Told<T> = {
  readonly value: T;
  /** When the recorder was asked, ISO 8601; null: the answer does not say, or says it in its parts. */
  readonly asOf: string | null;
  /** The gateway's clock at its answer, milliseconds since 1970. */
  readonly gatewayMs: number;
  /** The page's clock (`performance.now()`) at the same moment. */
  readonly readMs: number;
};

/** The clocks of an answer, whatever it is about. */
export type ToldClocks = Pick<Told<unknown>, 'gatewayMs' | 'readMs'>;

/** So long the gateway answers from memory before it asks the recorder again, in milliseconds. */
export const keptMs = { disks: 600_000, logs: 120_000 } as const;

/**
 * How old something is, in milliseconds, by the gateway's clock: that of the browser may be wrong. Null for a time that
 * cannot be read.
 *
 * @param nowMs the page's clock, `performance.now()`
 */
export function ageOf(
  asOf: string,
  { gatewayMs, readMs }: ToldClocks,
  nowMs: number,
): number | null {
  const age = gatewayMs - Date.parse(asOf) + (nowMs - readMs);
  return Number.isNaN(age) ? null : Math.max(0, age);
}

/** "just now", "40 s ago", "3 min ago", "2 h ago", "5 days ago". @param ageMs in milliseconds, from 0 */
export function agoWords(ageMs: number): string {
  const seconds = Math.floor(ageMs / 1_000);
  if (seconds < 10) {
    return 'just now';
  }
  if (seconds < 90) {
    return `${Math.floor(seconds / 10) * 10} s ago`;
  }
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) {
    return `${minutes} min ago`;
  }
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}

/** "1:05" for the time until something, "0:00" when it is now. @param ms milliseconds */
export function countdownWords(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** One part of a page: when it was told, and how long the gateway keeps it. */
export type ToldPart = { readonly asOf: string | null; readonly keptMs: number };

/**
 * How long until asking again brings news of any part, in milliseconds; 0: now. A part that was never told may always be
 * asked for.
 */
export function untilNews(
  parts: readonly ToldPart[],
  clocks: ToldClocks | null,
  nowMs: number,
): number {
  if (clocks === null) {
    return 0;
  }
  const waits = parts.map(({ asOf, keptMs: kept }) => {
    const age = asOf === null ? null : ageOf(asOf, clocks, nowMs);
    return age === null ? 0 : Math.max(0, kept - age);
  });
  return waits.length === 0 ? 0 : Math.min(...waits);
}
