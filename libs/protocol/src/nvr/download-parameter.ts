import type { ValueParameter } from './command-parameter.js';
import { MINUTE_MS } from './download-range.js';
import { parseTimef, serializeTimef } from './timef.js';
import { withoutError } from './without-error.js';

/** Files that a recorder makes: MP4 or its own N3 with or without (VO) sound, or a list (NVR v1.4R1 6.3.2). */
export const DOWNLOAD_KINDS = ['MP4', 'MP4VO', 'N3', 'N3VO', 'LIST'] as const;
/** One of them. */
export type DownloadKind = (typeof DOWNLOAD_KINDS)[number];

/** Before 2022 no time can be written, so that none is read either (B5). */
const FIRST_MS = Date.UTC(2022, 0, 1);
/** yymmddhhmmss (B3); a TIMEF has two digits more. */
const DIGITS = 12;
const NO_HUNDREDTHS = '00';

/**
 * STARTTIME, rounded down to its minute (B69), or ENDTIME, rounded up: milliseconds since 1970 of the fields read as UTC,
 * which they are unless the recorder is set to local time (B6).
 */
export function downloadTime<const Key extends string>(
  name: string,
  key: Key,
  round: (minutes: number) => number,
): ValueParameter<Key, number, 'required'> {
  return {
    kind: 'value',
    name,
    key,
    presence: 'required',
    expected: 'a time from 2022 to 2099 as yymmddhhmm00',
    secret: false,
    parse: (text) => {
      const epochMs =
        text.length === DIGITS
          ? withoutError(() => parseTimef(`${text}${NO_HUNDREDTHS}`).epochMs)
          : undefined;
      const isAllowed = epochMs !== undefined && epochMs >= FIRST_MS && epochMs % MINUTE_MS === 0;
      return isAllowed ? epochMs : undefined;
    },
    serialize: (value) =>
      typeof value === 'number'
        ? withoutError(() => serializeTimef(round(value / MINUTE_MS) * MINUTE_MS, 'second'))?.slice(
            0,
            DIGITS,
          )
        : undefined,
  };
}
