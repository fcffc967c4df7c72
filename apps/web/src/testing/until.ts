import { flushPromises } from '@vue/test-utils';

/** Longer than anything in the page waits before it draws, in milliseconds. */
const longestMs = 2_000;

/** Waits until something is so. @throws Error when it never is; `what` says what was expected */
export async function until(what: string, check: () => boolean): Promise<void> {
  const beginMs = performance.now();
  await flushPromises();
  while (!check()) {
    if (performance.now() - beginMs > longestMs) {
      throw new Error(`expected within ${longestMs} ms: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
    await flushPromises();
  }
}
