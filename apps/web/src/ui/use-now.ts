import { onScopeDispose, readonly, shallowRef, type ShallowRef } from 'vue';

const now = shallowRef(performance.now());
let users = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/**
 * The page's clock (`performance.now()`), one step a second while anybody looks. One timer for all, so
 * that all counters on the page step together.
 */
export function useNow(): Readonly<ShallowRef<number>> {
  users += 1;
  now.value = performance.now();
  timer ??= setInterval(() => {
    now.value = performance.now();
  }, 1_000);
  onScopeDispose(() => {
    users -= 1;
    if (users === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  });
  return readonly(now);
}
