import type { ByteReader, ByteWriter } from '@casement/bytes';
import { ProtocolError } from '../protocol-error.js';

/** A time of a GOP with the zone that stands beside it (B40); `timeZoneMinutes` is missing when it makes no sense. */
export type RecordedTime = {
  /** Milliseconds since 1970 (UTC), a multiple of 10. */
  readonly epochMs: number;
  /** East of UTC, as the recorder says it beside `summerTime`. */
  readonly timeZoneMinutes?: number;
  readonly summerTime?: boolean;
};

/** A zone as playback bodies carry it. */
export type RecordedZone = Pick<RecordedTime, 'timeZoneMinutes' | 'summerTime'>;

const MS_PER_HUNDREDTH = 10;
const MAX_HUNDREDTHS = 99;
const MAX_ZONE_HOURS = 23;
const MAX_ZONE_MINUTES = 59;
const MINUS = 0x80;
const SUMMER = 0x40;
const MAX_EPOCH_S = 0xffffffff;

/**
 * Reads seconds, hundredths and zone: `u32 epoch, u8 10 ms, u8 hour, u8 minute, u8 info` (layout B.6).
 *
 * @throws BytesError when there are fewer than 8 bytes
 */
export function readRecordedTime(reader: ByteReader): {
  readonly time: RecordedTime;
  readonly defects: readonly string[];
} {
  const { epochMs, defects: timeDefects } = readHundredths(reader);
  const { zone, defects: zoneDefects } = readZone(reader);
  return { time: { epochMs, ...zone }, defects: [...timeDefects, ...zoneDefects] };
}

/**
 * Reads `u32 epoch, u8 10 ms`, as PIC information has them without a zone.
 *
 * @throws BytesError when there are fewer than 5 bytes
 */
export function readHundredths(reader: ByteReader): {
  readonly epochMs: number;
  readonly defects: readonly string[];
} {
  const seconds = reader.u32();
  const hundredths = reader.u8();
  const isValid = hundredths <= MAX_HUNDREDTHS;
  return {
    epochMs: seconds * 1000 + (isValid ? hundredths * MS_PER_HUNDREDTH : 0),
    defects: isValid ? [] : [`${String(hundredths)} hundredths of a second; expected 0 to 99`],
  };
}

/**
 * Reads `u8 hour, u8 minute, u8 info`: bit 7 of the last is the sign, 1 for minus, bit 6 summer time. Hour and minute are
 * binary; where that makes no sense they may be BCD, which the document leaves open (B40, PB16).
 *
 * @throws BytesError when there are fewer than 3 bytes
 */
export function readZone(reader: ByteReader): {
  readonly zone: RecordedZone;
  readonly defects: readonly string[];
} {
  const [hour, minute, info] = [reader.u8(), reader.u8(), reader.u8()];
  const summerTime = (info & SUMMER) !== 0;
  const offset = minutesOf(hour, minute) ?? minutesOf(fromBcd(hour), fromBcd(minute));
  if (offset === undefined) {
    return {
      zone: { summerTime },
      defects: [`time zone ${String(hour)}:${String(minute)}; expected 0..23 and 0..59`],
    };
  }
  // Minus zero would be a zone of its own to every comparison.
  const timeZoneMinutes = (info & MINUS) !== 0 && offset > 0 ? -offset : offset;
  return { zone: { timeZoneMinutes, summerTime }, defects: [] };
}

/**
 * Writes what `readRecordedTime` reads; a missing zone as UTC.
 *
 * @throws ProtocolError `playback-body` for a time or a zone that does not fit
 */
export function writeRecordedTime(writer: ByteWriter, time: RecordedTime): void {
  writeHundredths(writer, time.epochMs);
  writeZone(writer, time);
}

/** Writes what `readHundredths` reads. @throws ProtocolError `playback-body` for a time that does not fit */
export function writeHundredths(writer: ByteWriter, epochMs: number): void {
  const seconds = Math.floor(epochMs / 1000);
  if (!(seconds >= 0 && seconds <= MAX_EPOCH_S)) {
    throw doesNotFit(`${String(epochMs)} ms`, 'a time from 1970 to 2106');
  }
  writer.u32(seconds).u8(Math.floor((epochMs - seconds * 1000) / MS_PER_HUNDREDTH));
}

/** Writes what `readZone` reads. @throws ProtocolError `playback-body` for a zone that does not fit */
export function writeZone(
  writer: ByteWriter,
  { timeZoneMinutes = 0, summerTime = false }: RecordedZone,
): void {
  const offset = Math.abs(timeZoneMinutes);
  if (!Number.isInteger(offset) || offset > MAX_ZONE_HOURS * 60 + MAX_ZONE_MINUTES) {
    throw doesNotFit(`a zone of ${String(timeZoneMinutes)} min`, '-1439 to 1439');
  }
  writer
    .u8(Math.floor(offset / 60))
    .u8(offset % 60)
    .u8((timeZoneMinutes < 0 ? MINUS : 0) | (summerTime ? SUMMER : 0));
}

function minutesOf(hour: number | undefined, minute: number | undefined): number | undefined {
  return hour === undefined ||
    minute === undefined ||
    hour > MAX_ZONE_HOURS ||
    minute > MAX_ZONE_MINUTES
    ? undefined
    : hour * 60 + minute;
}

function fromBcd(byte: number): number | undefined {
  const [tens, ones] = [byte >> 4, byte & 0x0f];
  return tens > 9 || ones > 9 ? undefined : tens * 10 + ones;
}

function doesNotFit(found: string, expected: string): ProtocolError {
  return ProtocolError.unexpected('playback-body', { found, expected, where: 'recorded time' });
}
