import { findAlarmRow, parseAlarm, relayAlarm, serializeAlarm } from '@casement/protocol';
import type {
  AlarmCatalogueRow,
  AlarmClass,
  AlarmExtensionInput,
  AlarmInput,
} from '@casement/protocol';
import type { AlarmDevice } from './alarm-device.js';
import type { AlarmRequest } from './alarm-request.js';
import { fillAlarmText } from './alarm-text.js';

/** Who takes part in a message. */
export type AlarmParties = {
  readonly camera: AlarmDevice;
  readonly recorder: AlarmDevice;
  readonly computer: AlarmDevice;
};

/** An alarm that is to be sent: its camera is one number now, or none. */
export type SettledAlarm = Omit<AlarmRequest, 'camera'> & { readonly camera: number };

/** A message that is ready to go. */
export type ComposedAlarm = {
  /** Who connects to the destinations. */
  readonly sender: AlarmDevice;
  readonly logNumber: number;
  readonly class: AlarmClass;
  /** As a receiver reads it. */
  readonly text: string;
  readonly bytes: Uint8Array;
};

/** The category of a recorder's own messages, and of those that it makes of a camera's of version 1. */
const recorderCategory = 2;
/** "Message from camera" (3.1.1). */
const fromCameraId = 0;
const cameraCategory = 1;
const encoderCategory = 3;
/** From here on an encoder's messages are alarms, with class 111 (3.3.2). */
const firstEncoderAlarm = 0x20;

const controls = /[\u0001-\u001f\u007f-\u009f]/;
/** Behind the basic part and the header of the extension (B.2). */
const extensionTextAt = 28;

/** The number under which a camera knows itself (2.2.1, 2.2.3). */
const ownNumber = 1;
/** What the one byte of the basic message can say. */
const highestBasicCamera = 0xff;

/** Writes an alarm as the device where it begins does, and lets it pass through the others on its way (2.1). */
export function composeAlarm(alarm: SettledAlarm, parties: AlarmParties): ComposedAlarm {
  const { via } = alarm;
  const row = rowOf(alarm);
  const isOwn = !via.startsWith('camera') && row?.category === recorderCategory;
  const origin = isOwn ? parties.recorder : parties.camera;
  const logNumber =
    alarm.logNumber === undefined ? origin.log.next() : origin.log.jump(alarm.logNumber);
  const first = firstMessage(alarm, row, origin, logNumber, isOwn);
  const relays = relaysOf(alarm, parties, isOwn);
  const bytes = relays.reduce(
    (sofar, relay) => pass(sofar, relay, alarm, relay === parties.recorder),
    serializeWithControls(first),
  );
  return {
    sender: relays.at(-1) ?? origin,
    logNumber,
    class: first.basic.class,
    text: parseAlarm(bytes).extension?.text ?? '',
    bytes,
  };
}

/** The row of the tables, or the same for a message that no table knows. */
function rowOf({ category, messageId }: SettledAlarm): AlarmCatalogueRow | undefined {
  if (category === undefined || messageId === undefined) {
    return undefined;
  }
  // 2, 0x00 is what the recorder makes of a message of version 1: it begins at the camera.
  if (category === recorderCategory && messageId === fromCameraId) {
    return undefined;
  }
  return findAlarmRow(category, messageId) ?? unknownRow(category, messageId);
}

function unknownRow(category: number, messageId: number): AlarmCatalogueRow {
  return {
    category,
    messageId,
    sent: `MESSAGE ${messageId.toString(16).toUpperCase().padStart(2, '0')}`,
    sentByExtensionUnit: null,
    kind: 'information',
    severity: 'info',
    recovers: null,
    about: category === recorderCategory ? 'recorder' : 'camera',
  };
}

function firstMessage(
  alarm: SettledAlarm,
  row: AlarmCatalogueRow | undefined,
  origin: AlarmDevice,
  logNumber: number,
  isOwn: boolean,
): AlarmInput {
  const { time, zone } = origin.now(alarm.written);
  const isVersion1 = alarm.via === 'camera-v1' || (alarm.via !== 'camera-v2' && row === undefined);
  const camera = isOwn ? alarm.camera : ownNumber;
  return {
    basic: {
      senderAddress: alarm.ipv6 ? null : origin.address,
      logNumber,
      time,
      class: alarm.class ?? classOf(row),
      terminal: terminalOf(alarm, row),
      camera: camera === 0 || camera > highestBasicCamera ? null : camera,
      pictures: 0,
      prePictures: 0,
    },
    extension: isVersion1 ? null : extensionOf(alarm, row),
    ipv6: alarm.ipv6 ? [ipv6Address(alarm.camera)] : [],
    senders: isVersion1
      ? []
      : [{ mac: origin.mac, camera: camera === 0 ? null : camera, time, zone }],
  };
}

function classOf(row: AlarmCatalogueRow | undefined): AlarmClass {
  if (row === undefined) {
    return 'motion';
  }
  return row.category === encoderCategory && row.messageId >= firstEncoderAlarm
    ? 'record'
    : 'notification';
}

/** The class byte of a recorder's own messages is zero (3.2), unless somebody wants another one. */
function terminalOf(alarm: SettledAlarm, row: AlarmCatalogueRow | undefined): number {
  const isDetected = row?.about === 'terminal' && row.category !== recorderCategory;
  return row === undefined || alarm.class !== undefined || isDetected ? alarm.terminal : 0;
}

/** A camera of version 2 says nothing more about an alarm that its class tells: four bytes of zero. */
function extensionOf(alarm: SettledAlarm, row: AlarmCatalogueRow | undefined): AlarmExtensionInput {
  const { text, cameras = [], camera, terminal, value, unit } = alarm;
  if (row === undefined) {
    return { category: cameraCategory, messageId: 0, text: text ?? '', cameras: [] };
  }
  const { category, messageId, sentByExtensionUnit, about } = row;
  const sent = unit === undefined ? row.sent : (sentByExtensionUnit ?? row.sent);
  const channel = about === 'camera' ? camera : terminal;
  const filled = fillAlarmText(sent, { camera, channel, value, unit: unit ?? 1 });
  return { category, messageId, text: text ?? filled, cameras };
}

/** Those who add their sender info, in order. */
function relaysOf({ via }: SettledAlarm, parties: AlarmParties, isOwn: boolean): AlarmDevice[] {
  const { recorder, computer } = parties;
  switch (via) {
    case 'camera-v1':
    case 'camera-v2':
      return [];
    case 'recorder':
      return isOwn ? [] : [recorder];
    case 'recorder-and-pc':
      return isOwn ? [computer] : [recorder, computer];
  }
}

function pass(
  bytes: Uint8Array,
  relay: AlarmDevice,
  { camera, written }: SettledAlarm,
  actAsRecorder: boolean,
): Uint8Array {
  const { time, zone } = relay.now(written);
  const sender = { mac: relay.mac, camera: camera === 0 ? null : camera, time, zone };
  const passed = relayAlarm(parseAlarm(bytes), { sender, actAsRecorder });
  if ('refused' in passed) {
    throw new RangeError(`${relay.name} does not pass the message on: ${passed.refused}`);
  }
  return passed.bytes;
}

/** Control characters in a text, which no honest device sends, are written over a text of the same length. */
function serializeWithControls(input: AlarmInput): Uint8Array {
  const { extension } = input;
  const text = extension?.text ?? '';
  if (!extension || !controls.test(text)) {
    return serializeAlarm(input);
  }
  const harmless = text.replace(new RegExp(controls, 'g'), '?');
  const bytes = serializeAlarm({ ...input, extension: { ...extension, text: harmless } });
  bytes.set(Buffer.from(text, 'latin1'), extensionTextAt);
  return bytes;
}

function ipv6Address(camera: number): string {
  return `2001:db8::${camera.toString(16)}`;
}
