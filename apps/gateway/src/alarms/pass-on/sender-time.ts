import type { AlarmTime, AlarmZone } from '@casement/protocol';

const minuteMs = 60_000;
const summerMinutes = 60;

/** Minutes east of UTC at a moment, summer time included. */
export type OffsetAt = (ms: number) => number;

/** The zone of this machine. */
export const localOffsetAt: OffsetAt = (ms) => -new Date(ms).getTimezoneOffset();

/**
 * A moment as a sender info area has it: local time, and the zone without summer time (000 2.2.3, A22, A26). Only a
 * whole hour can be told as summer time; where the difference is another one, the zone itself differs.
 *
 * @param ms since 1970
 */
export function senderTime(
  ms: number,
  offsetAt: OffsetAt = localOffsetAt,
): { readonly time: AlarmTime; readonly zone: AlarmZone } {
  const offset = offsetAt(ms);
  const isSummer = offset - standardOffset(ms, offsetAt) === summerMinutes;
  const local = new Date(ms + offset * minuteMs).toISOString();
  return {
    time: { text: local.slice(0, 'yyyy-mm-ddThh:mm:ss'.length), written: 'bcd' },
    zone: { offsetMinutes: isSummer ? offset - summerMinutes : offset, summerTime: isSummer },
  };
}

/** The smaller offset of the two halves of the year: both hemispheres have summer time in one of them. */
function standardOffset(ms: number, offsetAt: OffsetAt): number {
  const year = new Date(ms).getUTCFullYear();
  return Math.min(offsetAt(Date.UTC(year, 0, 1)), offsetAt(Date.UTC(year, 6, 1)));
}
