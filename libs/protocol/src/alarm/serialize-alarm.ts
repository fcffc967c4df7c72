import { ByteWriter, concatBytes } from '@casement/bytes';
import { excerpt } from '../excerpt.js';
import { ProtocolError } from '../protocol-error.js';
import { writeAlarmClass } from './alarm-class.js';
import type {
  AlarmBasicInput,
  AlarmExtensionInput,
  AlarmInput,
  AlarmSenderInput,
  AlarmTimeInput,
} from './alarm-input.js';
import {
  AREA_EXTENSION,
  AREA_IPV6,
  AREA_SENDER,
  BASIC_BYTES,
  EXTENSION_HEADER_BYTES,
  FLAG_AREAS,
  FLAG_AT,
  IPV6_BYTES,
  IPV6_MESSAGE_ID,
  MAX_AREA_BYTES,
  MAX_SENDERS,
  SENDER_BYTES,
  TIME_BYTES,
} from './alarm-layout.js';
import { writeAlarmText } from './alarm-text.js';
import { writeAlarmTime } from './alarm-time.js';
import { writeAlarmZone } from './alarm-zone.js';
import { EMERGENCY_RECORDING, writeEmergencyCameras } from './emergency-cameras.js';
import { ipv4Bytes, ipv6Bytes } from './ip-address.js';
import { macBytes } from './mac-address.js';

const MAX_CAMERA = 65_534;
const MAX_BASIC_CAMERA = 0xff;
const MAX_IPV6 = Math.floor((MAX_AREA_BYTES - EXTENSION_HEADER_BYTES) / IPV6_BYTES);
const UTC = { offsetMinutes: 0, summerTime: false } as const;

/**
 * Writes a message in the order of 2.1 (6): basic part, extension, IPv6 info, senders (A19), everything that is reserved
 * as zero.
 *
 * @throws ProtocolError `alarm` for values that the document has no room for
 */
export function serializeAlarm(input: AlarmInput): Uint8Array {
  const { basic, extension = null, ipv6 = [], senders = [] } = input;
  if (extension === null) {
    if (ipv6.length > 0 || senders.length > 0) {
      throw doesNotFit(
        'IPv6 info or senders without extension',
        'an extension before them',
        'areas',
      );
    }
    return writeBasic(basic, false);
  }
  if (senders.length > MAX_SENDERS) {
    throw doesNotFit(
      `${String(senders.length)} senders`,
      `at most ${String(MAX_SENDERS)}`,
      'senders',
    );
  }
  return concatBytes([
    writeBasic(basic, true),
    writeExtension(extension),
    ...(ipv6.length > 0 ? [writeIpv6(extension.category, ipv6)] : []),
    ...senders.map(writeAlarmSender),
  ]);
}

/**
 * A message of version 2 with one more sender at its end; the bytes before it stay as they are (3.1.2, E.8).
 *
 * @throws ProtocolError `alarm` for a message whose flag announces no areas, and for a sender that cannot be written
 */
export function appendAlarmSender(bytes: Uint8Array, sender: AlarmSenderInput): Uint8Array {
  if (bytes.length < BASIC_BYTES || ((bytes[FLAG_AT] ?? 0) & FLAG_AREAS) === 0) {
    throw doesNotFit(
      `a message of ${String(bytes.length)} bytes without areas`,
      'one of version 2',
      'sender info',
    );
  }
  return concatBytes([bytes, writeAlarmSender(sender)]);
}

/** An extension area (layout B.2). @throws ProtocolError `alarm` */
export function writeExtension({
  category,
  messageId,
  text = '',
  cameras = [],
}: AlarmExtensionInput): Uint8Array {
  const isEmergency =
    category === EMERGENCY_RECORDING.category && messageId === EMERGENCY_RECORDING.messageId;
  const written = text === '' && isEmergency ? writeEmergencyCameras(cameras) : text;
  const data = written === undefined ? undefined : writeAlarmText(written);
  if (data === undefined) {
    throw doesNotFit(
      isEmergency && text === '' ? `cameras ${cameras.slice(0, 16).join()}` : excerpt(text),
      'cameras 1 to 128, or at most 503 printable characters up to U+00FF',
      'extension',
    );
  }
  return new ByteWriter(EXTENSION_HEADER_BYTES + data.length)
    .u16(AREA_EXTENSION)
    .u16(EXTENSION_HEADER_BYTES + data.length)
    .u8(inRange(category, 0xff, 'category'))
    .u8(inRange(messageId, 0xff, 'message id'))
    .u16(0)
    .bytes(data)
    .toBytes();
}

/** Layout B.1. */
function writeBasic(basic: AlarmBasicInput, hasAreas: boolean): Uint8Array {
  const { terminal = 0, camera = null, pictures = 0, prePictures = 0 } = basic;
  const address = basic.senderAddress === null ? new Uint8Array(4) : ipv4Bytes(basic.senderAddress);
  const alarmClass = writeAlarmClass(basic.class, terminal);
  if (address === undefined) {
    throw doesNotFit(excerpt(basic.senderAddress ?? ''), 'an IPv4 address', 'basic part');
  }
  if (alarmClass === undefined) {
    throw doesNotFit(`terminal ${String(terminal)}`, '0 to 31', 'basic part');
  }
  const number = cameraOf(camera);
  return new ByteWriter(BASIC_BYTES)
    .bytes(address)
    .u16(inRange(basic.logNumber, 0xffff, 'log number'))
    .bytes(timeBytes(basic.time))
    .u8(alarmClass)
    .u8(number > MAX_BASIC_CAMERA ? 0 : number)
    .u8(0)
    .u8(hasAreas ? FLAG_AREAS : 0)
    .u8(0)
    .u8(inRange(pictures, 0xff, 'pictures'))
    .u8(0)
    .u8(inRange(prePictures, 0xff, 'pictures before the alarm'))
    .toBytes();
}

/** Layout B.3. */
function writeIpv6(category: number, addresses: readonly string[]): Uint8Array {
  const size = EXTENSION_HEADER_BYTES + IPV6_BYTES * addresses.length;
  if (addresses.length > MAX_IPV6) {
    throw doesNotFit(
      `${String(addresses.length)} addresses`,
      `at most ${String(MAX_IPV6)}`,
      'IPv6 info',
    );
  }
  const writer = new ByteWriter(size)
    .u16(AREA_IPV6)
    .u16(size)
    .u8(category)
    .u8(IPV6_MESSAGE_ID)
    .u16(0);
  for (const address of addresses) {
    const bytes = ipv6Bytes(address);
    if (bytes === undefined) {
      throw doesNotFit(excerpt(address), 'an IPv6 address', 'IPv6 info');
    }
    writer.bytes(bytes);
  }
  return writer.toBytes();
}

/** Layout B.3. */
function writeAlarmSender({ mac, camera, time, zone }: AlarmSenderInput): Uint8Array {
  const macAddress = macBytes(mac);
  const zoneBytes = writeAlarmZone(zone ?? UTC);
  if (macAddress === undefined) {
    throw doesNotFit(excerpt(mac), 'a MAC address', 'sender info');
  }
  if (zoneBytes === undefined) {
    throw doesNotFit(
      `a zone of ${String(zone?.offsetMinutes)} min`,
      '-1439 to 1439',
      'sender info',
    );
  }
  return new ByteWriter(SENDER_BYTES)
    .u16(AREA_SENDER)
    .u16(SENDER_BYTES)
    .bytes(macAddress)
    .u16(cameraOf(camera))
    .bytes(timeBytes(time))
    .bytes(zoneBytes)
    .u16(0)
    .toBytes();
}

function timeBytes(time: AlarmTimeInput | null): Uint8Array {
  const bytes = time === null ? new Uint8Array(TIME_BYTES) : writeAlarmTime(time);
  if (bytes === undefined) {
    throw doesNotFit(
      excerpt(time?.text ?? ''),
      'a time from 2000-01-01T00:00:00 to 2099-12-31T23:59:59',
      'time',
    );
  }
  return bytes;
}

function cameraOf(camera: number | null): number {
  return camera === null ? 0 : inRange(camera, MAX_CAMERA, 'camera');
}

function inRange(value: number, max: number, where: string): number {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw doesNotFit(String(value), `0 to ${String(max)}`, where);
  }
  return value;
}

function doesNotFit(found: string, expected: string, where: string): ProtocolError {
  return ProtocolError.unexpected('alarm', {
    found,
    expected,
    where: `${where} of an alarm message`,
  });
}
