import { TIME_BYTES } from './alarm-layout.js';
import type { AlarmTime, AlarmZone } from './alarm-message.js';

/** Of two readings of the same bytes that nearer than this to the receive time is believed (A5). */
const NEAR_MS = 48 * 60 * 60 * 1000;
const MS_PER_MINUTE = 60_000;
const SUMMER_MINUTES = 60;
const MAX_YEAR = 99;

/** Year since 2000, month, day, hour, minute, second. */
type Fields = readonly [number, number, number, number, number, number];

/** `00` to `99`. */
const TWO_DIGITS = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));

/**
 * Reads a time of six bytes, year to second. The document says BCD (2.2.1); some cameras write plain binary. What can be
 * read in both ways is read in the way that is nearer to the receive time, if that is within 48 hours, else as BCD (A5).
 * The year is counted from 2000 (A6).
 *
 * @param nearMs the receive time, milliseconds since 1970; `null`: not known
 * @param at where the six bytes begin, default 0
 * @returns `null` when neither reading is a time that exists, or there are fewer than six bytes
 */
export function readAlarmTime(bytes: Uint8Array, nearMs: number | null, at = 0): AlarmTime | null {
  const binary = binaryFields(bytes, at);
  const bcd = binary === null ? null : bcdFields(binary);
  if (bcd !== null && isTime(bcd)) {
    const isBinary = binary !== null && isTime(binary) && isNearer(binary, bcd, nearMs);
    return isBinary
      ? { text: textOf(binary), written: 'binary' }
      : { text: textOf(bcd), written: 'bcd' };
  }
  return binary !== null && isTime(binary) ? { text: textOf(binary), written: 'binary' } : null;
}

/**
 * The instant of a device's time, in milliseconds since 1970 (A26).
 *
 * @param zone that of the same sender info area; `null`: none, and so no instant
 * @param options `summerTimeIncluded`: the time was already put forward in summer; true for all devices we know of
 */
export function alarmTimeMs(
  time: AlarmTime,
  zone: AlarmZone | null,
  options: { readonly summerTimeIncluded: boolean },
): number | null {
  if (zone === null) {
    return null;
  }
  const local = Date.parse(`${time.text}Z`);
  const summer = zone.summerTime && options.summerTimeIncluded ? SUMMER_MINUTES : 0;
  return Number.isNaN(local) ? null : local - (zone.offsetMinutes + summer) * MS_PER_MINUTE;
}

/** The six bytes of a local time such as `2026-11-21T07:08:09`; `undefined` for a time that cannot be written. */
export function writeAlarmTime({
  text,
  written = 'bcd',
}: Pick<AlarmTime, 'text'> & Partial<AlarmTime>): Uint8Array | undefined {
  const ms = Date.parse(`${text}Z`);
  const isWritable = !Number.isNaN(ms) && new Date(ms).toISOString() === `${text}.000Z`;
  const year = Number(text.slice(0, 4)) - 2000;
  if (!isWritable || !(year >= 0 && year <= MAX_YEAR)) {
    return undefined;
  }
  const values = [year, ...[5, 8, 11, 14, 17].map((at) => Number(text.slice(at, at + 2)))];
  return Uint8Array.from(values, (value) => (written === 'bcd' ? toBcd(value) : value));
}

/** A byte of two decimal digits; `undefined`: it is none. */
export function fromBcd(byte: number): number | undefined {
  const tens = byte >> 4;
  const ones = byte & 0x0f;
  return tens > 9 || ones > 9 ? undefined : tens * 10 + ones;
}

/** 0 to 99 as two decimal digits. */
export function toBcd(value: number): number {
  return Math.floor(value / 10) * 16 + (value % 10);
}

function binaryFields(bytes: Uint8Array, at: number): Fields | null {
  const byte = (place: number): number => bytes[at + place] ?? 0;
  return at + TIME_BYTES > bytes.length
    ? null
    : [byte(0), byte(1), byte(2), byte(3), byte(4), byte(5)];
}

function bcdFields([year, month, day, hour, minute, second]: Fields): Fields {
  // A byte that is no BCD is out of the range of every field.
  const read = (byte: number): number => fromBcd(byte) ?? byte + 100;
  return [read(year), read(month), read(day), read(hour), read(minute), read(second)];
}

function isTime([year, month, day, hour, minute, second]: Fields): boolean {
  return (
    year <= MAX_YEAR &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysOf(month, year) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59
  );
}

/** In 2000 to 2099 every fourth year is a leap year. */
function daysOf(month: number, year: number): number {
  if (month === 2) {
    return year % 4 === 0 ? 29 : 28;
  }
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function textOf([year, month, day, hour, minute, second]: Fields): string {
  return `20${two(year)}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
}

function two(value: number): string {
  return TWO_DIGITS[value] ?? '';
}

function isNearer(one: Fields, other: Fields, nearMs: number | null): boolean {
  if (nearMs === null) {
    return false;
  }
  const distance = Math.abs(msOf(one) - nearMs);
  return distance <= NEAR_MS && distance < Math.abs(msOf(other) - nearMs);
}

/** As if it were UTC: no zone is as wide as the time for which a reading is near. */
function msOf([year, month, day, hour, minute, second]: Fields): number {
  return Date.UTC(2000 + year, month - 1, day, hour, minute, second);
}
