import type { LocalTime } from '@casement/protocol';
import { instantOfLocal, type RecorderZone } from '../../recorders/recorder-zone.js';

const minuteMs = 60_000;

/**
 * A time of a recorder's clock as ISO 8601 with the offset that it had then, such as `2021-11-14T13:00:00+09:00`; `null`
 * for a text that is no time.
 */
export function isoOfLocal(local: LocalTime, zone: RecorderZone): string | null {
  const instantMs = instantOfLocal(local, zone);
  if (instantMs === undefined) {
    return null;
  }
  const minutes = Math.round((Date.parse(`${local.text}Z`) - instantMs) / minuteMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const sign = minutes < 0 ? '-' : '+';
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${local.text}${sign}${two(hours)}:${two(rest)}`;
}
