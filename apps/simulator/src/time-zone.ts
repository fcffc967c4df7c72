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
