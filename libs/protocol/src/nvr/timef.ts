import { excerpt } from '../excerpt.js';
import { ProtocolError } from '../protocol-error.js';

/**
 * What the two digits behind the seconds say (B7).
 *
 * - `second`: always 00, for all commands but the two below
 * - `hundredth`: hundredths of the second, for NEXTFRAME and PREVFRAME
 */
export type TimefPrecision = 'second' | 'hundredth';

/** A TIMEF as read. */
export type ParsedTimef = {
  /** Milliseconds since 1970-01-01T00:00:00Z, a multiple of 10. */
  readonly epochMs: number;
  readonly defects: readonly string[];
};

/** The specification documents 22 to 35; two digits reach to 2099 (B5). */
const FIRST_YEAR = 2022;
const LAST_YEAR = 2099;
const LAST_DOCUMENTED_YEAR = 2035;
const CENTURY = 2000;
const MS_PER_HUNDREDTH = 10;

/**
 * An instant as `yymmddhhmmssff` in UTC, 14 digits (NVR v1.4R1 3.2.5 to 3.2.10; B3, B5, B6). The rest
 * below the precision is cut off, never rounded up into the future.
 *
 * @param epochMs milliseconds since 1970-01-01T00:00:00Z
 * @throws ProtocolError `timef` before 2022 and after 2099
 */
export function serializeTimef(epochMs: number, precision: TimefPrecision): string {
  const date = new Date(Math.floor(epochMs));
  const year = date.getUTCFullYear();
  // A NaN year fails both comparisons as well.
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR)) {
    throw ProtocolError.unexpected('timef', {
      found: Number.isNaN(year) ? 'no time' : `year ${String(year)}`,
      expected: `${String(FIRST_YEAR)} to ${String(LAST_YEAR)}`,
      where: 'TIMEF',
    });
  }
  const hundredths =
    precision === 'hundredth' ? Math.floor(date.getUTCMilliseconds() / MS_PER_HUNDREDTH) : 0;
  return [
    year - CENTURY,
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
    hundredths,
  ]
    .map((field) => String(field).padStart(2, '0'))
    .join('');
}

/** True for years that the specification names; a recorder may refuse later ones (B5). */
export function isDocumentedTimefYear(epochMs: number): boolean {
  const year = new Date(epochMs).getUTCFullYear();
  return year >= FIRST_YEAR && year <= LAST_DOCUMENTED_YEAR;
}

/**
 * Reads a TIMEF; undocumented years are accepted and named in `defects`.
 *
 * @throws ProtocolError `timef` for anything but 14 digits that name an existing date and time
 */
export function parseTimef(text: string): ParsedTimef {
  const fields = /^\d{14}$/u.test(text) ? (text.match(/\d\d/gu) ?? []).map(Number) : [];
  const [yy = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, hundredths = 0] = fields;
  const epochMs = Date.UTC(
    CENTURY + yy,
    month - 1,
    day,
    hour,
    minute,
    second,
    hundredths * MS_PER_HUNDREDTH,
  );
  // Date.UTC carries over: 31 February comes back with another month, 24:00 with another hour.
  const date = new Date(epochMs);
  const exists =
    fields.length > 0 &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  if (!exists) {
    throw ProtocolError.unexpected('timef', {
      found: excerpt(text),
      expected: '14 digits yymmddhhmmssff',
      where: 'TIMEF',
    });
  }
  return {
    epochMs,
    defects: isDocumentedTimefYear(epochMs)
      ? []
      : [`year ${String(CENTURY + yy)}; documented are 2022 to 2035`],
  };
}
