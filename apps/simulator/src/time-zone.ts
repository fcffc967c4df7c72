/** A zone as recorders send it: the offset of winter time and whether the clock is ahead in summer. */
export type ZoneOffset = {
  /** Minutes east of UTC in winter. */
  readonly standardMinutes: number;
  readonly summerTime: boolean;
  /** Minutes east of UTC right now, summer time included. */
  readonly totalMinutes: number;
};

const fixedOffset = /^([+-])(\d{2}):(\d{2})$/;

/** Whether {@link zoneOffsetAt} understands the text: an IANA name or a fixed offset such as `+09:00`. */
export function isTimeZone(text: string): boolean {
  const fixed = fixedOffset.exec(text);
  if (fixed !== null) {
    return Number(fixed[2]) <= 14 && Number(fixed[3]) <= 59;
  }
  return /^[A-Za-z]/.test(text) && isIanaName(text);
}

/** The offset of a zone at a moment. @throws {RangeError} for a zone that {@link isTimeZone} refuses. */
export function zoneOffsetAt(zone: string, atMs: number): ZoneOffset {
  const fixed = fixedOffset.exec(zone);
  if (fixed !== null) {
    const minutes = (Number(fixed[2]) * 60 + Number(fixed[3])) * (fixed[1] === '-' ? -1 : 1);
    return { standardMinutes: minutes, summerTime: false, totalMinutes: minutes };
  }
  const year = new Date(atMs).getUTCFullYear();
  const totalMinutes = ianaOffsetMinutes(zone, atMs);
  // Summer time is ahead of winter time on both hemispheres, so winter has the smaller offset.
  const standardMinutes = Math.min(
    ianaOffsetMinutes(zone, Date.UTC(year, 0, 1)),
    ianaOffsetMinutes(zone, Date.UTC(year, 6, 1)),
  );
  return { standardMinutes, summerTime: totalMinutes > standardMinutes, totalMinutes };
}

function isIanaName(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) {
      return false;
    }
    throw error;
  }
}

function ianaOffsetMinutes(zone: string, atMs: number): number {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const offset = /([+-])(\d{2}):(\d{2})/.exec(name);
  if (offset === null) {
    return 0;
  }
  return (Number(offset[2]) * 60 + Number(offset[3])) * (offset[1] === '-' ? -1 : 1);
}

const minuteMs = 60_000;

/** A moment as a clock on the wall shows it: `2021-11-14T13:00:00`, without its zone. */
export function wallClockText(ms: number, { totalMinutes }: ZoneOffset): string {
  return new Date(ms + totalMinutes * minuteMs).toISOString().slice(0, 19);
}

/** A moment with its zone: `2021-11-14T13:00:00+03:00`. */
export function zonedTimeText(ms: number, zone: ZoneOffset): string {
  const minutes = Math.abs(zone.totalMinutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  const sign = zone.totalMinutes < 0 ? '-' : '+';
  return `${wallClockText(ms, zone)}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Zones change at quarters of an hour of UTC at most. */
const slotMs = 15 * 60_000;

/** Quarters of an hour of about a month. */
const maxSlots = 3_000;

/** The offset of one zone at any moment. Looking it up is slow, so what was looked up is kept. */
export class ZoneTable {
  readonly #zone: string;
  readonly #slots = new Map<number, ZoneOffset>();

  /** @param zone a text that {@link isTimeZone} accepts */
  constructor(zone: string) {
    this.#zone = zone;
  }

  /** The offset at a moment, milliseconds since 1970 (UTC). */
  at(ms: number): ZoneOffset {
    const slot = Math.floor(ms / slotMs);
    const known = this.#slots.get(slot);
    if (known !== undefined) {
      return known;
    }
    const offset = zoneOffsetAt(this.#zone, slot * slotMs);
    if (this.#slots.size >= maxSlots) {
      this.#slots.clear();
    }
    this.#slots.set(slot, offset);
    return offset;
  }
}
