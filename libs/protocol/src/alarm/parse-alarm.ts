import { toHex } from '@casement/bytes';
import { ProtocolError } from '../protocol-error.js';
import { readAlarmAreas } from './alarm-areas.js';
import { readAlarmClass } from './alarm-class.js';
import { AlarmDefects } from './alarm-defects.js';
import {
  BASIC_BYTES,
  BASIC_TIME_AT,
  FLAG_AREAS,
  FLAG_AT,
  TIME_BYTES,
  u16At,
} from './alarm-layout.js';
import type { AlarmBasic, AlarmDefect, AlarmMessage } from './alarm-message.js';
import { readAlarmTime } from './alarm-time.js';
import { formatIpv4 } from './ip-address.js';

/** How to read a message. */
export type ParseAlarmOptions = {
  /** When it came, milliseconds since 1970: decides between two readings of a time (A5). Default: not known. */
  readonly receivedMs?: number;
};

/**
 * Reads one whole message (2.2, layouts B.1 to B.3). What can be read is kept whatever the rest is like; what was wrong is
 * in `defects` (AL10 to AL15). Its bytes are not copied.
 *
 * @throws ProtocolError `alarm` for less than a basic part, 20 bytes
 */
export function parseAlarm(bytes: Uint8Array, options: ParseAlarmOptions = {}): AlarmMessage {
  if (bytes.length < BASIC_BYTES) {
    throw ProtocolError.unexpected('alarm', {
      found: `${String(bytes.length)} bytes: ${toHex(bytes)}`,
      expected: `at least ${String(BASIC_BYTES)}`,
      where: 'alarm message',
    });
  }
  return readAlarm(bytes, options.receivedMs ?? null);
}

/**
 * As `parseAlarm`, for at least 20 bytes that a framer cut out; never throws.
 *
 * @param cut why the message ends where it ends
 */
export function readAlarm(
  bytes: Uint8Array,
  receivedMs: number | null,
  cut?: AlarmDefect,
): AlarmMessage {
  const defects = new AlarmDefects();
  const basic = readBasic(bytes, receivedMs, defects);
  const hasAreas = ((bytes[FLAG_AT] ?? 0) & FLAG_AREAS) !== 0;
  if (!hasAreas && bytes.length > BASIC_BYTES) {
    defects.add({
      kind: 'bytes-behind',
      words: `${String(bytes.length - BASIC_BYTES)} bytes at byte 20; expected none, the flag at byte 15 announces no areas`,
    });
  }
  const announced = hasAreas ? bytes : bytes.subarray(0, BASIC_BYTES);
  const { extension, ipv6, senders } = readAlarmAreas(announced, receivedMs, defects);
  if (cut !== undefined) {
    defects.add(cut);
  }
  if (hasAreas && extension === null && defects.isEmpty) {
    defects.add({ kind: 'no-extension', words: 'extension announced, none received' });
  }
  return { bytes, basic, extension, ipv6, senders, defects: defects.toArray() };
}

/**
 * The first 20 bytes (2.2.1):
 *
 * | off | size | name |
 * | --- | --- | --- |
 * | 0 | 4 | IPv4 address of the sender |
 * | 4 | 2 | log number |
 * | 6 | 6 | year, month, day, hour, minute, second |
 * | 12 | 1 | class and terminal |
 * | 13 | 1 | camera |
 * | 14 | 1 | padding |
 * | 15 | 1 | flag: areas follow |
 * | 16 | 1 | video saving flag |
 * | 17 | 1 | number of pictures |
 * | 18 | 1 | frame rate |
 * | 19 | 1 | number of pictures before the alarm |
 */
function readBasic(
  bytes: Uint8Array,
  receivedMs: number | null,
  defects: AlarmDefects,
): AlarmBasic {
  const address = formatIpv4(bytes);
  const time = readAlarmTime(bytes, receivedMs, BASIC_TIME_AT);
  if (time === null) {
    const found = bytes.subarray(BASIC_TIME_AT, BASIC_TIME_AT + TIME_BYTES);
    defects.add({
      kind: 'time',
      words: `${toHex(found)} at byte ${String(BASIC_TIME_AT)}; expected year to second, two digits each`,
    });
  }
  const camera = bytes[13] ?? 0;
  return {
    senderAddress: address === '0.0.0.0' ? null : address,
    logNumber: u16At(bytes, 4),
    time,
    ...readAlarmClass(bytes[12] ?? 0),
    camera: camera === 0 ? null : camera,
    pictures: bytes[17] ?? 0,
    prePictures: bytes[19] ?? 0,
  };
}
