import { parseAlarm, type AlarmMessage } from '@casement/protocol';
import { alarmVector, type AlarmVector } from '../../receive/testing/alarm-vectors.js';

/** A vector as the parser reads it. */
export function parsedVector(name: AlarmVector): AlarmMessage {
  return parseAlarm(alarmVector(name), { receivedMs: Date.UTC(2026, 10, 21, 7, 8, 9) });
}
