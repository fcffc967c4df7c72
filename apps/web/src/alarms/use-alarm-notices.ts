import { nextTick, onScopeDispose, watch } from 'vue';
import { useRouter } from 'vue-router';
import { announce } from '../ui/announcer.js';
import { isPageDrawn, watchDrawing } from '../ui/page-drawn.js';
import { AlarmNotifier, notifyAbility } from './alarm-notifier.js';
import { useAlarmNames } from './alarm-places.js';
import { isAtLeast } from './alarm-preferences.js';
import { useAlarmPreferencesStore } from './alarm-preferences-store.js';
import { placeWords, severityWords } from './alarm-words.js';
import { useAlarmsStore } from './alarms-store.js';
import { queryOfList, everything } from './list-filter.js';
import { isWorthToast } from './toast-queue.js';

/** Alarms for those who do not look at the page: the title of the tab, the machine's notifications, and ears. */
export function useAlarmNotices(): void {
  const store = useAlarmsStore();
  const settings = useAlarmPreferencesStore();
  const router = useRouter();
  const names = useAlarmNames();
  const notifier = new AlarmNotifier({
    show: (title, options) => new Notification(title, options),
    onClick: (id) => {
      window.focus();
      void router.push({ name: 'alarms', query: queryOfList(everything, id) });
    },
    nowMs: () => performance.now(),
  });

  const leave = [
    watchDrawing(),
    store.onAlarm((alarm) => {
      if (!isWorthToast(alarm)) {
        return;
      }
      announce(alarm.title, `${severityWords(alarm.severity)}, ${placeWords(alarm, names)}`);
      const { notify, notifyFrom } = settings.preferences;
      if (
        notify &&
        isAtLeast(alarm.severity, notifyFrom) &&
        !isPageDrawn() &&
        notifyAbility() === 'allowed'
      ) {
        notifier.notify(alarm, names);
      }
    }),
    // Behind the hook of main.ts, which writes the title anew at every step.
    router.afterEach(() => void nextTick(writeTitle)),
    watch(() => store.urgent, writeTitle, { immediate: true }),
  ];

  function writeTitle(): void {
    document.title = titleWith(store.urgent, document.title);
  }

  onScopeDispose(() => {
    leave.forEach((stop) => stop());
    document.title = titleWith(0, document.title);
  });
}

/** "(3) Live – Casement": a title with the number of open alarms before it, whatever number stood there. */
export function titleWith(count: number, title: string): string {
  const plain = title.replace(/^\(\d+\+?\) /, '');
  return count === 0 ? plain : `(${count > 999 ? '999+' : count}) ${plain}`;
}
