import type { Alarm, AlarmSeverity } from '@casement/contract';

/** How long an alarm that is not critical stays, in milliseconds. */
export const toastMs = 8_000;

/** More than this many are not kept: the list has them all. */
const maxWaiting = 500;

export type Toast = {
  readonly alarm: Alarm;
  /** Milliseconds on the page's clock; null: until somebody acknowledges it. */
  readonly untilMs: number | null;
};

/** Everything that wants to be seen, the oldest first. */
export type ToastQueue = readonly Toast[];

/** What is on the screen, the most important first, and how many more there are. */
export type ShownToasts = { readonly toasts: readonly Toast[]; readonly more: number };

const weight: Readonly<Record<AlarmSeverity, number>> = { critical: 2, warning: 1, info: 0 };

/** Whether an alarm is worth disturbing somebody: every alarm proper, and whatever else is no mere information. */
export function isWorthToast({ kind, severity }: Alarm): boolean {
  return kind === 'alarm' || (kind !== 'recovery' && severity !== 'info');
}

/**
 * A new alarm joins.
 *
 * @param nowMs on the page's clock
 * @param sticky critical ones stay until somebody acknowledges them; false for screens that nobody touches
 */
export function addToast(
  queue: ToastQueue,
  alarm: Alarm,
  nowMs: number,
  sticky: boolean,
): ToastQueue {
  if (!isWorthToast(alarm)) {
    return queue;
  }
  const stays = sticky && alarm.severity === 'critical' && alarm.open;
  const next = [...queue, { alarm, untilMs: stays ? null : nowMs + toastMs }];
  if (next.length <= maxWaiting) {
    return next;
  }
  const least = next.findIndex(({ untilMs }) => untilMs !== null);
  return next.toSpliced(Math.max(0, least), 1);
}

/** An alarm is another now: acknowledged or closed ones go. */
export function changeToast(queue: ToastQueue, alarm: Alarm): ToastQueue {
  const found = queue.some((toast) => toast.alarm.id === alarm.id);
  if (!found) {
    return queue;
  }
  return alarm.acknowledged !== null || alarm.closedBy !== null
    ? removeToast(queue, alarm.id)
    : queue.map((toast) => (toast.alarm.id === alarm.id ? { ...toast, alarm } : toast));
}

/** Somebody has seen it. */
export function removeToast(queue: ToastQueue, id: number): ToastQueue {
  return queue.filter(({ alarm }) => alarm.id !== id);
}

/** Those whose time is over go. The queue itself when there are none. @param nowMs on the page's clock */
export function expireToasts(queue: ToastQueue, nowMs: number): ToastQueue {
  return queue.some((toast) => isOver(toast, nowMs))
    ? queue.filter((toast) => !isOver(toast, nowMs))
    : queue;
}

/** Somebody reads: nothing goes before he has had the time for it. @param nowMs on the page's clock */
export function holdToasts(queue: ToastQueue, nowMs: number): ToastQueue {
  const leastMs = nowMs + toastMs / 2;
  return queue.map((toast) =>
    toast.untilMs !== null && toast.untilMs < leastMs ? { ...toast, untilMs: leastMs } : toast,
  );
}

/** What there is room for: critical ones first, then the newest. @param room how many */
export function shownToasts(queue: ToastQueue, room: number): ShownToasts {
  const ranked = queue.toSorted(
    (one, other) =>
      weight[other.alarm.severity] - weight[one.alarm.severity] || other.alarm.id - one.alarm.id,
  );
  return { toasts: ranked.slice(0, room), more: Math.max(0, queue.length - room) };
}

function isOver({ untilMs }: Toast, nowMs: number): boolean {
  return untilMs !== null && untilMs <= nowMs;
}
