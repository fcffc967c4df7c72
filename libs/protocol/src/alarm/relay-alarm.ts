import { concatBytes } from '@casement/bytes';
import { readAlarmAreas } from './alarm-areas.js';
import { AlarmDefects } from './alarm-defects.js';
import type { AlarmSenderInput } from './alarm-input.js';
import {
  BASIC_BYTES,
  FLAG_AREAS,
  FLAG_AT,
  MAX_RELAYED_BYTES,
  MAX_SENDERS,
} from './alarm-layout.js';
import type { AlarmMessage } from './alarm-message.js';
import { normaliseMac } from './mac-address.js';
import { appendAlarmSender, writeExtension } from './serialize-alarm.js';

/** How to pass a message on. */
export type RelayAlarmOptions = {
  /** Who passes it on: we. */
  readonly sender: AlarmSenderInput;
  /** Make version 2 of version 1, as a recorder does (3.1.1); else such a message stays as it is. */
  readonly actAsRecorder: boolean;
};

/**
 * - `loop`: it has been here already (AL31)
 * - `too-many-senders`: there is no room for one more
 * - `too-large`: it would not fit into one packet
 */
export type RelayRefusal = 'loop' | 'too-many-senders' | 'too-large';

/** The bytes to send, or why they must not be sent. */
export type RelayedAlarm = { readonly bytes: Uint8Array } | { readonly refused: RelayRefusal };

/** "Message from camera": how a recorder says that it only passes on (3.1.1). */
const FROM_CAMERA = { category: 2, messageId: 0 } as const;

/**
 * A message as it is passed on (2.1, 3.1, E.8): version 2 with one more sender behind its last area, everything before it
 * byte for byte. Zeros that stand where the sender belongs make room for it, and so does an area that was cut. Version 1
 * has no place for a sender: it stays as it is unless we act as a recorder.
 *
 * @throws ProtocolError `alarm` for a sender that cannot be written
 */
export function relayAlarm(
  message: AlarmMessage,
  { sender, actAsRecorder }: RelayAlarmOptions,
): RelayedAlarm {
  const own = normaliseMac(sender.mac);
  if (message.senders.some(({ mac }) => mac === own)) {
    return { refused: 'loop' };
  }
  if (message.senders.length >= MAX_SENDERS) {
    return { refused: 'too-many-senders' };
  }
  const bytes = passedOn(message.bytes, sender, actAsRecorder);
  return bytes.length > MAX_RELAYED_BYTES ? { refused: 'too-large' } : { bytes };
}

function passedOn(bytes: Uint8Array, sender: AlarmSenderInput, actAsRecorder: boolean): Uint8Array {
  // A copy also of a Buffer, whose own `slice` is a view.
  const basic = new Uint8Array(bytes.subarray(0, BASIC_BYTES));
  const flag = basic[FLAG_AT] ?? 0;
  if ((flag & FLAG_AREAS) !== 0) {
    const { end } = readAlarmAreas(bytes, null, new AlarmDefects());
    return appendAlarmSender(bytes.subarray(0, end), sender);
  }
  if (!actAsRecorder) {
    return basic;
  }
  basic[FLAG_AT] = flag | FLAG_AREAS;
  return appendAlarmSender(concatBytes([basic, writeExtension(FROM_CAMERA)]), sender);
}
