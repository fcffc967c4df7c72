import { onMounted, onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { wordsOf } from './api-problem.js';

/** What {@link useAsked} gives. */
export type Asked = {
  /** Why the last question had no answer, in words; null: it had one. */
  readonly problem: ShallowRef<string | null>;
  /** Asks at once; after the question that is under way once more, whose answer may be too old. */
  readonly askNow: () => Promise<void>;
};

/**
 * Asks the gateway when the component is mounted and again and again, one question at a time and only while somebody can
 * see the page.
 *
 * @param ask takes the answer, or rejects
 * @param everyMs between two questions
 */
export function useAsked(ask: () => Promise<void>, everyMs: number): Asked {
  const problem = shallowRef<string | null>(null);
  let asking: Promise<void> | undefined;

  async function askOnce(): Promise<void> {
    try {
      await ask();
      problem.value = null;
    } catch (error) {
      problem.value = wordsOf(error);
    }
  }

  function start(): Promise<void> {
    asking = askOnce().finally(() => {
      asking = undefined;
    });
    return asking;
  }

  onMounted(() => void start());
  const timer = setInterval(() => {
    if (asking === undefined && document.visibilityState !== 'hidden') {
      void start();
    }
  }, everyMs);
  onScopeDispose(() => clearInterval(timer));
  return {
    problem,
    askNow: async () => {
      while (asking !== undefined) {
        await asking;
      }
      await start();
    },
  };
}
