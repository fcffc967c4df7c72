import type { Alarm } from '@casement/contract';
import { type RouteLocationRaw, useRouter } from 'vue-router';
import { useRecordersStore } from '../../recorders/recorders-store.js';
import { alarmRecordingQuery } from './alarm-moment.js';

export type AlarmRecording = {
  /** Where the recording 10 s before the alarm is; null: it is about no camera. */
  readonly placeOf: (alarm: Alarm) => RouteLocationRaw | null;
  /** Goes there, if there is such a place. */
  readonly open: (alarm: Alarm) => void;
};

/** The way from an alarm to its recording. */
export function useAlarmRecording(): AlarmRecording {
  const router = useRouter();
  const recorders = useRecordersStore();

  const placeOf = (alarm: Alarm): RouteLocationRaw | null => {
    const offsetMs = recorders.recorder(alarm.recorder ?? '')?.clockOffsetMs ?? null;
    const query = alarmRecordingQuery(alarm, offsetMs);
    return query === null ? null : { name: 'playback', query };
  };
  return {
    placeOf,
    open: (alarm) => {
      const place = placeOf(alarm);
      if (place !== null) {
        void router.push(place);
      }
    },
  };
}
