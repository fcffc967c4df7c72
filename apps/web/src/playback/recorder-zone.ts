/** A time as a recorder's clock shows it: no offset, so that one of the repeated hour stands for two instants. */
export type ZoneTime = {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
};

/** The clock of a zone is put forward or back. Offsets in milliseconds east of Greenwich. */
export type ZoneChange = {
  /** First instant with the new offset, milliseconds since 1970. */
  readonly atMs: number;
  readonly beforeMs: number;
  readonly afterMs: number;
};

const quarterMs = 15 * 60_000;
const dayMs = 86_400_000;
/** Offsets that are kept per zone; a view of 30 days asks for some hundred. */
const maxKept = 4_096;
/** No view is longer; bounds the search for changes of the clock. */
const maxSearchMs = 400 * dayMs;
/** What `Date` can hold, in milliseconds. */
const farthestMs = 8.64e15;

/**
 * The zone in which a recorder shows its times: an IANA name or a fixed offset. Knows the nights in which an hour comes
 * twice or not at all. Uses nothing but `Intl`.
 */
export class RecorderZone {
  /** As the gateway told it. */
  readonly name: string;
  readonly #fixedMs: number | null;
  readonly #format: Intl.DateTimeFormat | null;
  readonly #kept = new Map<number, number>();
  readonly #short = new Map<number, string>();

  /** Use `parseRecorderZone`. @throws RangeError when the browser does not know the name */
  constructor(name: string, fixedMs: number | null) {
    this.name = name;
    this.#fixedMs = fixedMs;
    this.#format =
      fixedMs === null
        ? new Intl.DateTimeFormat('en-GB', {
            timeZone: name,
            hourCycle: 'h23',
            year: 'numeric',
            month: 'numeric',
            day: 'numeric',
            hour: 'numeric',
            minute: 'numeric',
            second: 'numeric',
          })
        : null;
  }

  /** Milliseconds east of Greenwich at an instant. */
  offsetMs(atMs: number): number {
    if (!this.#format || !isInstant(atMs)) {
      return this.#fixedMs ?? 0;
    }
    // Clocks are changed on quarters of an hour only.
    const quarter = Math.floor(atMs / quarterMs);
    const kept = this.#kept.get(quarter);
    if (kept !== undefined) {
      return kept;
    }
    if (this.#kept.size >= maxKept) {
      this.#kept.clear();
    }
    const found = offsetOf(this.#format, quarter * quarterMs);
    this.#kept.set(quarter, found);
    return found;
  }

  /** What the recorder's clock shows at an instant. */
  timeAt(atMs: number): ZoneTime {
    const date = new Date(Math.round(atMs) + this.offsetMs(atMs));
    return {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
      millisecond: date.getUTCMilliseconds(),
    };
  }

  /** The instants at which the clock shows this time, in order: one; two in the repeated hour; none in the skipped one. */
  instantsOf(time: ZoneTime): number[] {
    const shown = asUtc(time);
    const offsets = [...new Set([this.offsetMs(shown - dayMs), this.offsetMs(shown + dayMs)])];
    return offsets
      .map((offset) => ({ atMs: shown - offset, offset }))
      .filter(({ atMs, offset }) => this.offsetMs(atMs) === offset)
      .map(({ atMs }) => atMs)
      .sort((a, b) => a - b);
  }

  /** The clock shows the time of this instant twice. */
  isRepeated(atMs: number): boolean {
    return this.#fixedMs === null && this.instantsOf(this.timeAt(atMs)).length > 1;
  }

  /** The changes of the clock within a span of time, in order. */
  changes(fromMs: number, toMs: number): ZoneChange[] {
    const found: ZoneChange[] = [];
    const endMs = Math.min(toMs, fromMs + maxSearchMs);
    for (let left = fromMs; left < endMs; left += dayMs) {
      const right = Math.min(left + dayMs, endMs);
      if (this.offsetMs(left) !== this.offsetMs(right)) {
        found.push(this.#changeBetween(left, right));
      }
    }
    return found;
  }

  /** "CET", "EDT", or "UTC+9" where the zone has no short name. */
  shortName(atMs: number): string {
    const offset = this.offsetMs(atMs);
    const kept = this.#short.get(offset);
    if (kept !== undefined) {
      return kept;
    }
    const found =
      this.#fixedMs === null ? (shortNameOf(this.name, atMs) ?? utcName(offset)) : utcName(offset);
    this.#short.set(offset, found);
    return found;
  }

  /** "Europe/Berlin (CEST, UTC+2)": the zone in full. */
  fullName(atMs: number): string {
    const utc = utcName(this.offsetMs(atMs));
    if (this.#fixedMs !== null) {
      return utc;
    }
    const short = this.shortName(atMs);
    const inBrackets = short === utc ? utc : `${short}, ${utc}`;
    return this.name === short ? this.name : `${this.name} (${inBrackets})`;
  }

  #changeBetween(fromMs: number, toMs: number): ZoneChange {
    const beforeMs = this.offsetMs(fromMs);
    let left = Math.floor(fromMs / quarterMs);
    let right = Math.floor(toMs / quarterMs);
    while (right - left > 1) {
      const middle = Math.floor((left + right) / 2);
      if (this.offsetMs(middle * quarterMs) === beforeMs) {
        left = middle;
      } else {
        right = middle;
      }
    }
    const atMs = right * quarterMs;
    return { atMs, beforeMs, afterMs: this.offsetMs(atMs) };
  }
}

/** Until the recorder's own zone is known. */
export const utcZone = new RecorderZone('UTC', 0);

/** An IANA name (`Europe/Berlin`) or an offset (`+09:00`); undefined for a name that this browser does not know. */
export function parseRecorderZone(name: string): RecorderZone | undefined {
  const fixed = /^([+-])(\d{2}):?(\d{2})$/.exec(name);
  if (fixed) {
    const minutes = Number(fixed[2]) * 60 + Number(fixed[3]);
    return minutes <= 14 * 60
      ? new RecorderZone(name, (fixed[1] === '-' ? -1 : 1) * minutes * 60_000)
      : undefined;
  }
  if (/^(utc|gmt|z)$/i.test(name)) {
    return utcZone;
  }
  try {
    return new RecorderZone(name, null);
  } catch {
    // RangeError: not a zone of this browser.
    return undefined;
  }
}

/** Milliseconds since 1970 if the time were of UTC. */
export function asUtc(time: ZoneTime): number {
  const { year, month, day, hour, minute, second, millisecond } = time;
  const date = new Date(0);
  // `Date.UTC` takes the years 0 to 99 for those of the last century.
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, millisecond);
  return date.getTime();
}

/** "UTC+5:30". @param offsetMs east of Greenwich */
export function utcName(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const rest = minutes % 60;
  const digits = rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`;
  const hours = Math.floor(minutes / 60);
  return minutes === 0 ? 'UTC' : `UTC${offsetMs < 0 ? '-' : '+'}${hours}${digits}`;
}

function isInstant(atMs: number): boolean {
  return Math.abs(atMs) < farthestMs - dayMs;
}

function offsetOf(format: Intl.DateTimeFormat, atMs: number): number {
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const shown = asUtc({
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
    millisecond: 0,
  });
  return shown - atMs;
}

/** British English knows the names of Europe's zones, American English those of America's. */
function shortNameOf(timeZone: string, atMs: number): string | undefined {
  return ['en-GB', 'en-US', 'en-AU']
    .map(
      (locale) =>
        new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' })
          .formatToParts(atMs)
          .find(({ type }) => type === 'timeZoneName')?.value,
    )
    .find((name) => name !== undefined && !/^(GMT|UTC)[+-]/.test(name));
}
