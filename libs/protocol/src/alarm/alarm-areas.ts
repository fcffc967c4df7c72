import { toHex } from '@casement/bytes';
import type { AlarmDefects, AreaHeader } from './alarm-defects.js';
import { badAreaSize, cutArea, tooLong, tooManySenders } from './alarm-defects.js';
import {
  AREA_EXTENSION,
  AREA_HEADER_BYTES,
  AREA_IPV6,
  AREA_SENDER,
  BASIC_BYTES,
  EXTENSION_HEADER_BYTES,
  IPV6_BYTES,
  MAX_AREA_BYTES,
  MAX_MESSAGE_BYTES,
  MAX_SENDERS,
  SENDER_BYTES,
  TRAILER_BYTES,
  u16At,
} from './alarm-layout.js';
import type { AlarmExtension, AlarmMessage, AlarmSender } from './alarm-message.js';
import { readAlarmText } from './alarm-text.js';
import { readAlarmTime } from './alarm-time.js';
import { readAlarmZone } from './alarm-zone.js';
import { EMERGENCY_RECORDING, readEmergencyCameras } from './emergency-cameras.js';
import { formatIpv6 } from './ip-address.js';
import { formatMac } from './mac-address.js';

/** What the areas of a message say. */
export type AlarmAreas = Pick<AlarmMessage, 'extension' | 'ipv6' | 'senders'> & {
  /** Behind the last area that could be read or passed over; without zeros at the end. */
  readonly end: number;
};

/** A camera number that is none (A17). */
const NO_CAMERA = 0xffff;

/** What is collected while walking. */
type Walk = {
  readonly receivedMs: number | null;
  readonly defects: AlarmDefects;
  extension: AlarmExtension | null;
  readonly ipv6: string[];
  readonly senders: AlarmSender[];
};

/**
 * Walks the areas behind the basic part, in any order (A19), up to one whose size makes no sense. Those that no document
 * knows are passed over (A25), as are zeros (A24). Never throws.
 */
export function readAlarmAreas(
  bytes: Uint8Array,
  receivedMs: number | null,
  defects: AlarmDefects,
): AlarmAreas {
  const walk: Walk = { receivedMs, defects, extension: null, ipv6: [], senders: [] };
  let at = BASIC_BYTES;
  let end = Math.min(at, bytes.length);
  while (at < bytes.length) {
    const zeros = zerosAt(bytes, at);
    const size = zeros > 0 ? zeros : readArea(bytes, at, walk);
    if (size === null) {
      break;
    }
    at += size;
    end = zeros > 0 ? end : at;
  }
  return { extension: walk.extension, ipv6: walk.ipv6, senders: walk.senders, end };
}

/** How many zeros stand where a sender info area belongs, 24 or fewer at the end; 0: something else does. */
function zerosAt(bytes: Uint8Array, at: number): number {
  const end = Math.min(at + TRAILER_BYTES, bytes.length);
  for (let place = at; place < end; place += 1) {
    if (bytes[place] !== 0) {
      return 0;
    }
  }
  return end - at;
}

/** @returns the size of the area; null: it cannot be passed over */
function readArea(bytes: Uint8Array, at: number, walk: Walk): number | null {
  const there = bytes.length - at;
  const isHeader = there >= AREA_HEADER_BYTES;
  const header = { id: u16At(bytes, at), size: isHeader ? u16At(bytes, at + 2) : 4, at };
  const wrong = wrongWith(header, there, walk);
  if (wrong !== null) {
    walk.defects.add(wrong);
    return null;
  }
  const area = bytes.subarray(at, at + header.size);
  if (header.id === AREA_EXTENSION) {
    readExtension(area, header, walk);
  } else if (header.id === AREA_SENDER) {
    readSender(area, header, walk);
  } else if (header.id === AREA_IPV6) {
    readIpv6(area, header, walk);
  }
  return header.size;
}

/** Why the walk ends here; null: it does not. */
function wrongWith(
  header: AreaHeader,
  there: number,
  walk: Walk,
): ReturnType<typeof tooLong> | null {
  if (header.size < AREA_HEADER_BYTES) {
    return badAreaSize(header, 'at least that of its header, 4');
  }
  if (header.at + header.size > MAX_MESSAGE_BYTES) {
    return tooLong(header);
  }
  if (header.id === AREA_SENDER && walk.senders.length >= MAX_SENDERS) {
    return tooManySenders(header);
  }
  return header.size > there ? cutArea(header, there) : null;
}

/** Layout B.2: identifier and size, category, message id, two bytes of padding, text. */
function readExtension(area: Uint8Array, header: AreaHeader, walk: Walk): void {
  if (area.length < EXTENSION_HEADER_BYTES || area.length > MAX_AREA_BYTES) {
    walk.defects.add(badAreaSize(header, '8 to 512'));
    return;
  }
  if (walk.extension !== null) {
    walk.defects.add({
      kind: 'repeated-extension',
      words: `one more extension at byte ${String(header.at)}; expected one`,
    });
    return;
  }
  const category = area[AREA_HEADER_BYTES] ?? 0;
  const messageId = area[AREA_HEADER_BYTES + 1] ?? 0;
  const text = readAlarmText(area.subarray(EXTENSION_HEADER_BYTES));
  walk.extension = {
    category,
    messageId,
    text,
    cameras: camerasOf({ category, messageId, text }, header, walk),
  };
}

function camerasOf(
  { category, messageId, text }: Omit<AlarmExtension, 'cameras'>,
  header: AreaHeader,
  { defects }: Walk,
): readonly number[] {
  const isEmergency =
    category === EMERGENCY_RECORDING.category && messageId === EMERGENCY_RECORDING.messageId;
  const cameras = isEmergency ? readEmergencyCameras(text) : [];
  if (cameras === undefined) {
    defects.add({
      kind: 'emergency-cameras',
      words: `the bitmap of cameras at byte ${String(header.at + EXTENSION_HEADER_BYTES)} is no hexadecimal number; expected 1 to 32 digits`,
    });
  }
  return cameras ?? [];
}

/**
 * Sender info (2.2.3):
 *
 * | off | size | name |
 * | --- | --- | --- |
 * | 0 | 4 | identifier, size |
 * | 4 | 6 | MAC address |
 * | 10 | 2 | camera |
 * | 12 | 6 | time |
 * | 18 | 4 | zone, summer time |
 * | 22 | 2 | padding |
 */
function readSender(area: Uint8Array, header: AreaHeader, walk: Walk): void {
  if (area.length !== SENDER_BYTES) {
    walk.defects.add(badAreaSize(header, String(SENDER_BYTES)));
    return;
  }
  const camera = u16At(area, 10);
  const time = readAlarmTime(area, walk.receivedMs, 12);
  const { zone, defect } = readAlarmZone(area, time?.written ?? 'bcd', 18);
  if (time === null) {
    walk.defects.add({
      kind: 'sender-time',
      words: `${toHex(area.subarray(12, 18))} at byte ${String(header.at + 12)}; expected year to second, two digits each`,
    });
  }
  if (defect !== null) {
    walk.defects.add({ kind: 'zone', words: `${defect} (at byte ${String(header.at + 18)})` });
  }
  walk.senders.push({
    mac: formatMac(area, AREA_HEADER_BYTES),
    camera: camera === 0 || camera === NO_CAMERA ? null : camera,
    time,
    zone,
  });
}

/** Layout B.3: identifier and size, category, 0xFF, two bytes of padding, addresses of 16 bytes. */
function readIpv6(area: Uint8Array, header: AreaHeader, walk: Walk): void {
  const isWhole = (area.length - EXTENSION_HEADER_BYTES) % IPV6_BYTES === 0;
  const isInRange =
    area.length >= EXTENSION_HEADER_BYTES + IPV6_BYTES && area.length <= MAX_AREA_BYTES;
  if (!isWhole || !isInRange) {
    walk.defects.add(badAreaSize(header, '8 and 16 for each of 1 to 31 addresses'));
  }
  for (let at = EXTENSION_HEADER_BYTES; at + IPV6_BYTES <= area.length; at += IPV6_BYTES) {
    walk.ipv6.push(formatIpv6(area.subarray(at, at + IPV6_BYTES)));
  }
}
