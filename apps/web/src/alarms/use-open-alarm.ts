import { type Alarm, alarmSchema, paths } from '@casement/contract';
import {
  computed,
  type ComputedRef,
  onScopeDispose,
  shallowRef,
  type ShallowRef,
  watch,
} from 'vue';
import { wordsOf } from '../api/api-problem.js';
import { apiKey, injectRequired } from '../api/keys.js';
import { useAlarmsStore } from './alarms-store.js';

export type OpenAlarm = {
  /** Undefined while it is not known. */
  readonly alarm: ComputedRef<Alarm | undefined>;
  /** Why it is not known. */
  readonly problem: Readonly<ShallowRef<string | null>>;
};

/** The alarm with a number: of the store, of the list, or asked for. */
export function useOpenAlarm(
  openId: Readonly<ShallowRef<number | null>>,
  rows: Readonly<ShallowRef<readonly Alarm[]>>,
): OpenAlarm {
  const api = injectRequired(apiKey);
  const store = useAlarmsStore();
  /** It was asked for, because it is neither listed nor kept. */
  const asked = shallowRef<Alarm | null>(null);
  const problem = shallowRef<string | null>(null);

  const alarm = computed(() => {
    const id = openId.value;
    return id === null
      ? undefined
      : ([store.find(id), rows.value.find((one) => one.id === id), asked.value].find(
          (one) => one?.id === id,
        ) ?? undefined);
  });

  watch(
    () => [openId.value, store.loaded] as const,
    ([id, loaded]) => {
      problem.value = null;
      if (id !== null && loaded && !alarm.value) {
        void ask(id);
      }
    },
    { immediate: true },
  );
  onScopeDispose(
    store.onChange((next) => {
      if (asked.value?.id === next.id) {
        asked.value = next;
      }
    }),
  );

  async function ask(id: number): Promise<void> {
    try {
      const found = await api.get(paths.alarm(id), alarmSchema);
      asked.value = openId.value === id ? found : asked.value;
    } catch (error) {
      problem.value = openId.value === id ? wordsOf(error) : problem.value;
    }
  }

  return { alarm, problem };
}
