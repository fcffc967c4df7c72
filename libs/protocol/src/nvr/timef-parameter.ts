import type { ValueParameter } from './command-parameter.js';
import { parseTimef, serializeTimef } from './timef.js';
import type { TimefPrecision } from './timef.js';
import { withoutError } from './without-error.js';

const MS_OF = { second: 1000, hundredth: 10 } as const;
/** Before 2022 a TIMEF cannot be written, so that none is read either (B5). */
const FIRST_MS = Date.UTC(2022, 0, 1);

/**
 * The instant of a playback command, in UTC, as milliseconds since 1970 (NVR v1.4R1 3.2.5 to 3.2.10). What is finer than
 * the command documents is cut off on the way out and refused on the way in (B7).
 */
export function timef(precision: TimefPrecision): ValueParameter<'timeMs', number, 'required'> {
  return {
    kind: 'value',
    name: 'TIMEF',
    key: 'timeMs',
    presence: 'required',
    expected:
      precision === 'second'
        ? 'a time from 2022 to 2099 as yymmddhhmmss00, in UTC'
        : 'a time from 2022 to 2099 as yymmddhhmmssff, in UTC',
    secret: false,
    parse: (text) => {
      const epochMs = withoutError(() => parseTimef(text).epochMs);
      const isAllowed =
        epochMs !== undefined && epochMs >= FIRST_MS && epochMs % MS_OF[precision] === 0;
      return isAllowed ? epochMs : undefined;
    },
    serialize: (value) =>
      typeof value === 'number' ? withoutError(() => serializeTimef(value, precision)) : undefined,
  };
}
