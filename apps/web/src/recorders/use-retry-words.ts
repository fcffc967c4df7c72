import { computed, type ComputedRef, shallowRef, watchEffect, onScopeDispose } from 'vue';

/**
 * "next try in 12 s" for a time the gateway told (ISO 8601); null when no try is waiting. Counts with a
 * timer of its own only while there is something to count.
 */
export function useRetryWords(retryAt: () => string | null): ComputedRef<string | null> {
  const now = shallowRef(Date.now());
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  watchEffect(() => {
    stop();
    if (retryAt() !== null) {
      now.value = Date.now();
      timer = setInterval(() => {
        now.value = Date.now();
      }, 1_000);
    }
  });
  onScopeDispose(stop);
  return computed(() => {
    const at = Date.parse(retryAt() ?? '');
    if (Number.isNaN(at)) {
      return null;
    }
    const seconds = Math.ceil((at - now.value) / 1000);
    // The browser's clock may differ from the gateway's: a time long past says nothing.
    return seconds > 0 ? `next try in ${seconds} s` : null;
  });
}
