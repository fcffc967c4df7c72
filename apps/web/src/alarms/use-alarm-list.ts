import type { Alarm } from '@casement/contract';
import { onScopeDispose, shallowRef, type ShallowRef, watch } from 'vue';
import { wordsOf } from '../api/api-problem.js';
import { apiKey, injectRequired } from '../api/keys.js';
import { AlarmRows } from './alarm-rows.js';
import { askAlarms } from './alarms-api.js';
import { useAlarmsStore } from './alarms-store.js';
import { Gathered } from './gathered.js';
import { gatewayFilter, type ListFilter } from './list-filter.js';

/** How many older alarms are fetched at a time. */
const pageSize = 200;
/** Between two drawings in a storm, in milliseconds. */
const drawMs = 100;

export type AlarmList = {
  /** Newest first. */
  readonly rows: Readonly<ShallowRef<readonly Alarm[]>>;
  /** There are no older ones. */
  readonly isWhole: Readonly<ShallowRef<boolean>>;
  /** As many rows as the page holds. */
  readonly isFull: Readonly<ShallowRef<boolean>>;
  readonly loading: Readonly<ShallowRef<boolean>>;
  readonly problem: Readonly<ShallowRef<string | null>>;
  /** Fetches older ones, unless there are none or they are on their way. */
  readonly loadOlder: () => Promise<void>;
};

/** The alarms that a filter lets through: those of the store at once, older ones from the gateway, new ones as they come. */
export function useAlarmList(filter: Readonly<ShallowRef<ListFilter>>): AlarmList {
  const api = injectRequired(apiKey);
  const store = useAlarmsStore();
  const rows = shallowRef<readonly Alarm[]>([]);
  const isWhole = shallowRef(false);
  const isFull = shallowRef(false);
  const loading = shallowRef(false);
  const problem = shallowRef<string | null>(null);
  const drawing = new Gathered(drawMs, draw);
  let model = new AlarmRows(filter.value, []);
  /** Came since the last drawing. */
  let news: Alarm[] = [];
  const changes = new Map<number, Alarm>();
  /** Changed since the running question began: newer than its answer. */
  const touched = new Map<number, Alarm>();
  let generation = 0;

  function begin(): void {
    generation += 1;
    loading.value = false;
    problem.value = null;
    news = [];
    changes.clear();
    model = new AlarmRows(filter.value, store.newest());
    show();
    if (store.loaded && model.rows.length < pageSize) {
      void loadOlder();
    }
  }

  async function loadOlder(): Promise<void> {
    if (loading.value || model.isWhole || model.isFull || !store.loaded) {
      return;
    }
    const mine = generation;
    loading.value = true;
    touched.clear();
    try {
      const question = { ...gatewayFilter(filter.value), before: model.before, limit: pageSize };
      const page = await askAlarms(api, question);
      if (mine === generation) {
        model.older(page, pageSize);
        model.change([...touched.values()]);
        problem.value = null;
      }
    } catch (error) {
      if (mine === generation) {
        problem.value = wordsOf(error);
      }
    } finally {
      if (mine === generation) {
        loading.value = false;
        show();
      }
    }
  }

  function draw(): void {
    model.add(news);
    news = [];
    if (changes.size > 0) {
      model.change([...changes.values()]);
      changes.clear();
    }
    show();
  }

  function show(): void {
    rows.value = model.rows;
    isWhole.value = model.isWhole;
    isFull.value = model.isFull;
  }

  watch(filter, begin);
  const leave = [
    store.onBegin(begin),
    store.onNews(({ alarms }) => {
      news.push(...alarms);
      drawing.ask();
    }),
    store.onChange((alarm) => {
      changes.set(alarm.id, alarm);
      touched.set(alarm.id, alarm);
      drawing.ask();
    }),
  ];
  onScopeDispose(() => {
    generation += 1;
    drawing.cancel();
    leave.forEach((stop) => stop());
  });
  begin();

  return { rows, isWhole, isFull, loading, problem, loadOlder };
}
