import { ByteWriter } from '@casement/bytes';
import type { ByteReader } from '@casement/bytes';

/** A time with its zone, as TLVs 0x0007 and 0x0011 carry it (NVR v1.4R1 7.1.2). */
export type RecorderTime = {
  /** Seconds since 1970-01-01T00:00:00Z. */
  readonly epochS: number;
  /** Zone east of UTC, in minutes; missing when the recorder's zone bytes make no sense. */
  readonly timeZoneMinutes?: number;
  readonly summerTime?: boolean;
};

/** A time as read, with what was odd about it. */
export type ParsedRecorderTime = {
  readonly time: RecorderTime;
  readonly defects: readonly string[];
};

/** u32 seconds, u8 sign, u8 hours, u8 minutes, u8 summer time. */
export const RECORDER_TIME_BYTES = 8;

const MAX_ZONE_HOURS = 23;
const MAX_ZONE_MINUTES = 59;
const MAX_EPOCH_S = 0xffffffff;

/**
 * Reads the 8 data bytes. The sign is 0 for plus and 1 for minus: the opposite of the alarm protocol
 * (A22), and hour and minute are binary.
 *
 * @throws BytesError when there are fewer than 8 bytes
 */
export function readRecorderTime(reader: ByteReader): ParsedRecorderTime {
  const epochS = reader.u32();
  const [sign, hours, minutes, summer] = [reader.u8(), reader.u8(), reader.u8(), reader.u8()];
  const defects: string[] = [];
  const zoneIsValid = sign <= 1 && hours <= MAX_ZONE_HOURS && minutes <= MAX_ZONE_MINUTES;
  if (!zoneIsValid) {
    defects.push(`time zone ${[sign, hours, minutes].join(' ')}; expected 0..1 0..23 0..59`);
  }
  if (summer > 1) {
    defects.push(`summer time ${String(summer)}; expected 0 or 1`);
  }
  const offset = hours * 60 + minutes;
  return {
    time: {
      epochS,
      // Minus zero would be a zone of its own to every comparison.
      ...(zoneIsValid ? { timeZoneMinutes: sign === 1 && offset > 0 ? -offset : offset } : {}),
      ...(summer <= 1 ? { summerTime: summer === 1 } : {}),
    },
    defects,
  };
}

/** The 8 data bytes, a missing zone as UTC; `undefined` for values that do not fit. */
export function writeRecorderTime(time: RecorderTime): Uint8Array | undefined {
  const { epochS, timeZoneMinutes = 0, summerTime = false } = time;
  const offset = Math.abs(timeZoneMinutes);
  const fits =
    Number.isInteger(epochS) &&
    epochS >= 0 &&
    epochS <= MAX_EPOCH_S &&
    Number.isInteger(offset) &&
    offset <= MAX_ZONE_HOURS * 60 + MAX_ZONE_MINUTES;
  if (!fits) {
    return undefined;
  }
  return new ByteWriter(RECORDER_TIME_BYTES)
    .u32(epochS)
    .u8(timeZoneMinutes < 0 ? 1 : 0)
    .u8(Math.floor(offset / 60))
    .u8(offset % 60)
    .u8(summerTime ? 1 : 0)
    .toBytes();
}
