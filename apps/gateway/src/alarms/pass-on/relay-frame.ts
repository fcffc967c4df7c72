import { parseAlarm, relayAlarm } from '@casement/protocol';
import type { StoredAlarm } from '../alarm-model.js';
import type { SkipReason } from './delivery-account.js';
import { localOffsetAt, type OffsetAt, senderTime } from './sender-time.js';

/** What is sent for a stored alarm, or why nothing is. */
export type RelayFrame = { readonly bytes: Uint8Array } | { readonly skip: SkipReason };

/** Who we are for those we forward to. */
export type RelayIdentity = {
  /** Such as `02:1B:7C:00:12:34`. */
  readonly mac: string;
  /** Whether version 1 becomes version 2 on its way, as recorders do. */
  readonly actAsRecorder: boolean;
  readonly offsetAt?: OffsetAt;
};

/**
 * The bytes of an alarm with our own sender info at their end (E.8). Its time is that of the reception, so that all
 * attempts send the same bytes and the receiver knows them as one alarm.
 */
export function relayFrame({ alarm, bytes }: StoredAlarm, identity: RelayIdentity): RelayFrame {
  if (bytes.length === 0) {
    return { skip: 'own' };
  }
  const receivedMs = Date.parse(alarm.receivedAt);
  const sender = {
    mac: identity.mac,
    camera: alarm.camera,
    ...senderTime(receivedMs, identity.offsetAt ?? localOffsetAt),
  };
  const { actAsRecorder } = identity;
  try {
    const relayed = relayAlarm(parseAlarm(bytes, { receivedMs }), { sender, actAsRecorder });
    return 'refused' in relayed ? { skip: relayed.refused } : { bytes: relayed.bytes };
  } catch {
    // What is stored was read before. If it cannot be read now, it never will be, and must not hold up the others.
    return { skip: 'unreadable' };
  }
}
