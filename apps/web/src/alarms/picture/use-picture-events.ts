import type { Alarm } from '@casement/contract';
import { onScopeDispose } from 'vue';
import { useAlarmsStore } from '../alarms-store.js';

/** What the pictures hear of alarms. */
export type PictureEvent =
  | { readonly type: 'alarm'; readonly alarm: Alarm }
  | { readonly type: 'over'; readonly ids: readonly number[] }
  | { readonly type: 'look' };

/** How often time is told while something is alarmed, in milliseconds. */
const lookEveryMs = 500;

/**
 * Tells of alarms that just happened and of those that are over, and of time while that matters; for as long as the
 * component lives.
 *
 * @param waits whether anything depends on time now
 */
export function usePictureEvents(
  tell: (event: PictureEvent) => void,
  waits: () => boolean,
): { readonly look: () => void } {
  const alarms = useAlarmsStore();
  let timer: ReturnType<typeof setInterval> | undefined;

  const hear = (event: PictureEvent): void => {
    tell(event);
    if (waits()) {
      timer ??= setInterval(() => hear({ type: 'look' }), lookEveryMs);
    } else {
      clearInterval(timer);
      timer = undefined;
    }
  };
  const ends = [
    alarms.onAlarm((alarm) => hear({ type: 'alarm', alarm })),
    alarms.onChange((alarm) => {
      if (!alarm.open) {
        hear({ type: 'over', ids: [alarm.id] });
      }
    }),
  ];
  onScopeDispose(() => {
    clearInterval(timer);
    ends.forEach((end) => end());
  });
  return { look: () => hear({ type: 'look' }) };
}
