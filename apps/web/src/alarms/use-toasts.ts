import type { Alarm } from '@casement/contract';
import { computed, type ComputedRef, onScopeDispose, shallowRef } from 'vue';
import { useAlarmsStore } from './alarms-store.js';
import { Gathered } from './gathered.js';
import {
  addToast,
  changeToast,
  expireToasts,
  holdToasts,
  removeToast,
  type ShownToasts,
  shownToasts,
  type ToastQueue,
} from './toast-queue.js';

/** How often is looked whose time is over, in milliseconds. */
const lookMs = 500;
/** Between two drawings in a storm, in milliseconds; the first alarm is drawn at once. */
const drawMs = 100;

export type Toasts = {
  readonly shown: ComputedRef<ShownToasts>;
  readonly dismiss: (id: number) => void;
  readonly dismissAll: () => void;
  /** Somebody points at them: they wait. */
  readonly hold: (held: boolean) => void;
};

/**
 * The alarms that want to be seen now.
 *
 * @param room how many are shown at once
 * @param isWatched somebody is there who can acknowledge or put away what stays
 */
export function useToasts(room: () => number, isWatched: () => boolean): Toasts {
  const store = useAlarmsStore();
  const queue = shallowRef<ToastQueue>([]);
  const drawing = new Gathered(drawMs, draw);
  /** Came, or became others, since the last drawing. */
  let news: Alarm[] = [];
  let changes: Alarm[] = [];
  let held = false;

  const leave = [
    store.onAlarm((alarm) => {
      news.push(alarm);
      drawing.ask();
    }),
    store.onChange((alarm) => {
      changes.push(alarm);
      drawing.ask();
    }),
    store.onBegin(dismissAll),
  ];

  function draw(): void {
    const nowMs = performance.now();
    const joined = news.reduce((all, one) => addToast(all, one, nowMs, isWatched()), queue.value);
    // Most changes are about alarms that have no toast.
    const shownIds = new Set(joined.map(({ alarm }) => alarm.id));
    queue.value = changes.filter(({ id }) => shownIds.has(id)).reduce(changeToast, joined);
    news = [];
    changes = [];
  }

  function dismissAll(): void {
    news = [];
    changes = [];
    queue.value = [];
  }

  const timer = setInterval(() => {
    if (!held) {
      queue.value = expireToasts(queue.value, performance.now());
    }
  }, lookMs);
  onScopeDispose(() => {
    clearInterval(timer);
    drawing.cancel();
    leave.forEach((stop) => stop());
  });

  return {
    shown: computed(() => shownToasts(queue.value, room())),
    dismiss: (id) => {
      queue.value = removeToast(queue.value, id);
    },
    dismissAll,
    hold: (next) => {
      held = next;
      queue.value = holdToasts(queue.value, performance.now());
    },
  };
}
