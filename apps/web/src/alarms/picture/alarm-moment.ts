import type { Alarm } from '@casement/contract';
import { maxCameras, queryOfPlaybackLink } from '../../playback/playback-link.js';
import { camerasOf } from '../alarms-store.js';

/** A recording is looked at from so long before its alarm, in milliseconds. */
export const beforeAlarmMs = 10_000;

/** A device's clock is believed when it is no further off, in milliseconds. */
const believableMs = 120_000;

/** What of an alarm says when it was. */
export type AlarmTimes = Pick<Alarm, 'receivedAt' | 'occurredAt'>;

/**
 * When it was by the recorder's clock, by which recordings are found: the time that the device wrote, unless its clock is
 * obviously wrong; else when it was received. Milliseconds since 1970.
 *
 * @param clockOffsetMs recorder's clock minus the gateway's; null while unknown
 */
export function alarmMomentMs(
  { receivedAt, occurredAt }: AlarmTimes,
  clockOffsetMs: number | null,
): number {
  const receivedMs = Date.parse(receivedAt) + (clockOffsetMs ?? 0);
  const occurredMs = Date.parse(occurredAt ?? '');
  return Math.abs(occurredMs - receivedMs) <= believableMs ? occurredMs : receivedMs;
}

/** Where its recording is looked at first: to the second, so that links are short. */
export function recordingFromMs(alarm: AlarmTimes, clockOffsetMs: number | null): number {
  return Math.floor((alarmMomentMs(alarm, clockOffsetMs) - beforeAlarmMs) / 1_000) * 1_000;
}

/** The link to its recording, all cameras of an emergency recording up to nine; null: it is about no camera. */
export function alarmRecordingQuery(
  alarm: Alarm,
  clockOffsetMs: number | null,
): Record<string, string> | null {
  const cameras = camerasOf(alarm).slice(0, maxCameras);
  return cameras.length === 0
    ? null
    : queryOfPlaybackLink({
        cameras,
        atMs: recordingFromMs(alarm, clockOffsetMs),
        layout: null,
        inMs: null,
        outMs: null,
      });
}
