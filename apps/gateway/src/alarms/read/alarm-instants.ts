import { alarmTimeMs } from '@casement/protocol';
import type { AlarmMessage, AlarmSender } from '@casement/protocol';
import { instantOfLocal } from '../../recorders/recorder-zone.js';
import type { RecorderZone } from '../../recorders/recorder-zone.js';

/** How local times become instants. */
export type InstantOptions = {
  /** Whether a device in summer shows summer time (A26). */
  readonly summerTimeIncluded: boolean;
  /** Of the recorder, for the basic part, which names none. */
  readonly zone: RecorderZone;
};

const minuteMs = 60_000;
/** The zone of most, which needs no calendar. */
const utc: RecorderZone = { kind: 'read', minutes: 0, summerTime: false };
/** What ISO 8601 can write. */
const maxOffsetMinutes = 24 * 60 - 1;

/**
 * When a message happened by the clocks of the devices, ISO 8601 with offset: as the first device says, where it began;
 * else as the last one says, which handed it over; else any other; else by the basic part. Null when none of their times
 * can be read.
 */
export function occurredAt(
  { basic, senders }: Pick<AlarmMessage, 'basic' | 'senders'>,
  { summerTimeIncluded, zone }: InstantOptions,
): string | null {
  const [first, ...others] = senders;
  for (const sender of first === undefined ? [] : [first, ...others.reverse()]) {
    const time = senderTime(sender, summerTimeIncluded);
    if (time !== null) {
      return time;
    }
  }
  const { time } = basic;
  const of = zone.kind === 'named' && zone.name === 'UTC' ? utc : zone;
  const ms = time === null ? undefined : instantOfLocal({ text: time.text, summerTime: false }, of);
  return time === null || ms === undefined ? null : withOffset(time.text, ms);
}

/** The time of one device, ISO 8601 with the offset that it named; null when it named none. */
export function senderTime(
  { time, zone }: Pick<AlarmSender, 'time' | 'zone'>,
  summerTimeIncluded: boolean,
): string | null {
  const ms = time === null ? null : alarmTimeMs(time, zone, { summerTimeIncluded });
  return time === null || ms === null ? null : withOffset(time.text, ms);
}

/** A local time and the instant that it is. */
function withOffset(text: string, ms: number): string {
  const minutes = Math.round((Date.parse(`${text}Z`) - ms) / minuteMs);
  const size = Math.abs(minutes);
  if (size > maxOffsetMinutes) {
    return new Date(ms).toISOString();
  }
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${text}${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
