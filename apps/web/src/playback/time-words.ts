import type { RecorderZone, ZoneTime } from './recorder-zone.js';

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const months = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;

/** How finely a time of day is told. */
export type TimeDetail = 'minute' | 'second' | 'hundredth';

/** "03:10", "03:10:05", "03:10:05.24". */
export function clockWords(time: ZoneTime, detail: TimeDetail): string {
  const minute = `${two(time.hour)}:${two(time.minute)}`;
  if (detail === 'minute') {
    return minute;
  }
  const second = `${minute}:${two(time.second)}`;
  return detail === 'second' ? second : `${second}.${two(Math.floor(time.millisecond / 10))}`;
}

/** "Sat 21 Nov", with the year "Sat 21 Nov 2026". */
export function dayWords(time: ZoneTime, withYear: boolean): string {
  const weekday = weekdays[new Date(Date.UTC(time.year, time.month - 1, time.day)).getUTCDay()];
  const words = `${weekday ?? ''} ${time.day} ${months[time.month - 1] ?? ''}`;
  return withYear ? `${words} ${time.year}` : words;
}

/** "Sat 21 Nov 2026 03:10:05 CET": an instant in full, for people. */
export function instantWords(
  zone: RecorderZone,
  atMs: number,
  detail: TimeDetail = 'second',
): string {
  const time = zone.timeAt(atMs);
  return `${dayWords(time, true)} ${clockWords(time, detail)} ${zone.shortName(atMs)}`;
}

/** "30 days", "1 h 20 min", "10 s": how much time a view shows. */
export function lengthWords(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) {
    return `${seconds} s`;
  }
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) {
    return `${minutes} min`;
  }
  const hours = Math.round(minutes / 60);
  return hours < 72 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

/** "1/4×", "2×". */
export function speedWords(speed: number): string {
  return speed < 1 ? `1/${Math.round(1 / speed)}×` : `${Math.round(speed * 10) / 10}×`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
