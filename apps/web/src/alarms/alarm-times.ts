/** "14:03:07" in this browser's zone. Empty for a time that cannot be read. */
export function clockOf(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime())
    ? ''
    : `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** "21 Nov", and with the year when it is not this one. @param nowMs milliseconds since 1970 */
export function dayOf(iso: string, nowMs: number): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) {
    return '';
  }
  const day = `${at.getDate()} ${months[at.getMonth()] ?? ''}`;
  return at.getFullYear() === new Date(nowMs).getFullYear() ? day : `${day} ${at.getFullYear()}`;
}

/** "21 Nov 14:03:07": day and time in this browser's zone. */
export function momentOf(iso: string, nowMs: number): string {
  return `${dayOf(iso, nowMs)} ${clockOf(iso)}`.trim();
}

/** "2026-11-21 14:03:07 +09:00": what a device wrote, in its own zone, as it wrote it. */
export function writtenOf(iso: string): string {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/.exec(iso);
  if (!found) {
    return iso;
  }
  const [, day, time, zone] = found;
  return `${day} ${time}${zone === undefined ? '' : zone === 'Z' ? ' UTC' : ` ${zone}`}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
