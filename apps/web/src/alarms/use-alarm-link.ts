import { shallowRef, type ShallowRef, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { alarmFromQuery, filterFromQuery, type ListFilter, queryOfList } from './list-filter.js';

export type AlarmLink = {
  readonly filter: ShallowRef<ListFilter>;
  /** Number of the alarm that is open; null: none. */
  readonly openId: ShallowRef<number | null>;
};

/** What the page shows and what its address says are the same: links, "back", and a click on a toast all lead here. */
export function useAlarmLink(): AlarmLink {
  const route = useRoute();
  const router = useRouter();
  const filter = shallowRef(filterFromQuery(route.query));
  const openId = shallowRef(alarmFromQuery(route.query));

  watch([filter, openId], ([list, alarm]) => {
    const query = queryOfList(list, alarm);
    if (route.name === 'alarms' && !isSame(query, route.query)) {
      void router.replace({ query });
    }
  });
  watch(
    () => route.query,
    (query) => {
      if (route.name === 'alarms' && !isSame(queryOfList(filter.value, openId.value), query)) {
        filter.value = filterFromQuery(query);
        openId.value = alarmFromQuery(query);
      }
    },
  );
  return { filter, openId };
}

function isSame(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): boolean {
  const text = (query: Readonly<Record<string, unknown>>): string =>
    JSON.stringify(Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1)));
  return text(one) === text(other);
}
