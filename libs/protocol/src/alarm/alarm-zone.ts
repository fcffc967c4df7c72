import { fromBcd, toBcd } from './alarm-time.js';
import type { AlarmTime, AlarmZone } from './alarm-message.js';

const PLUS = 1;
const MAX_HOURS = 23;
const MAX_MINUTES = 59;

/** A zone as read, with what was odd about it. */
export type ParsedAlarmZone = { readonly zone: AlarmZone | null; readonly defect: string | null };

/**
 * Reads the zone of a sender info area (2.2.3). The sign is 0 for minus and 1 for plus: the opposite of that of the NVR
 * protocol (A22), and hour and minute are BCD. A device that writes its time in plain binary writes its zone so too.
 * Never throws.
 *
 * @param at where the four bytes begin, default 0
 */
export function readAlarmZone(
  bytes: Uint8Array,
  written: AlarmTime['written'],
  at = 0,
): ParsedAlarmZone {
  const sign = bytes[at] ?? 0xff;
  const hour = bytes[at + 1] ?? 0xff;
  const minute = bytes[at + 2] ?? 0xff;
  const summer = bytes[at + 3] ?? 0;
  const binary = minutesOf(hour, minute);
  const bcd = minutesOf(fromBcd(hour), fromBcd(minute));
  const offset = written === 'binary' ? (binary ?? bcd) : (bcd ?? binary);
  if (sign > PLUS || offset === undefined) {
    return {
      zone: null,
      defect: `time zone ${[sign, hour, minute].map(hex).join(' ')}; expected 00 or 01, hour, minute`,
    };
  }
  return {
    // Minus zero would be a zone of its own to every comparison.
    zone: {
      offsetMinutes: sign === PLUS || offset === 0 ? offset : -offset,
      summerTime: summer === 1,
    },
    defect: summer > 1 ? `summer time ${hex(summer)}; expected 00 or 01` : null,
  };
}

/** The four bytes of a zone; `undefined` for one that does not fit. UTC is written as plus. */
export function writeAlarmZone({ offsetMinutes, summerTime }: AlarmZone): Uint8Array | undefined {
  const offset = Math.abs(offsetMinutes);
  if (!Number.isInteger(offset) || offset > MAX_HOURS * 60 + MAX_MINUTES) {
    return undefined;
  }
  return Uint8Array.of(
    offsetMinutes < 0 ? 0 : PLUS,
    toBcd(Math.floor(offset / 60)),
    toBcd(offset % 60),
    summerTime ? 1 : 0,
  );
}

function minutesOf(hour: number | undefined, minute: number | undefined): number | undefined {
  return hour === undefined || minute === undefined || hour > MAX_HOURS || minute > MAX_MINUTES
    ? undefined
    : hour * 60 + minute;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
