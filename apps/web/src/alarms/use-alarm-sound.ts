import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { useAlarmPreferencesStore } from './alarm-preferences-store.js';
import { AlarmSounder } from './alarm-sounder.js';
import { useAlarmsStore } from './alarms-store.js';
import { isWorthToast } from './toast-queue.js';

/** What a person does that makes browsers let sound through. */
const touches = ['pointerdown', 'keydown'] as const;

/** Lets alarms be heard as this browser's settings say. */
export function useAlarmSound(): {
  /** The browser wants a click before it plays sound. */
  readonly blocked: Readonly<ShallowRef<boolean>>;
} {
  const store = useAlarmsStore();
  const settings = useAlarmPreferencesStore();
  const blocked = shallowRef(false);
  const sounder = new AlarmSounder({
    onBlocked: (next) => {
      blocked.value = next;
    },
  });
  const onTouch = (): void => void sounder.unblock();
  touches.forEach((name) => window.addEventListener(name, onTouch, { passive: true }));

  const leave = store.onAlarm((alarm) => {
    const { sounds, volume } = settings.preferences;
    if (isWorthToast(alarm)) {
      sounder.ring(alarm.severity, sounds[alarm.severity], volume);
    }
  });
  onScopeDispose(() => {
    leave();
    touches.forEach((name) => window.removeEventListener(name, onTouch));
    sounder.close();
  });
  return { blocked };
}
