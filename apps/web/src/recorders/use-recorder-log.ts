import type { LogEntry } from '@casement/contract';
import { onScopeDispose, shallowRef, type ShallowRef, watch } from 'vue';
import { ApiProblem, wordsOf } from '../api/api-problem.js';
import { apiKey, injectRequired } from '../api/keys.js';
import { askLog } from './information-api.js';
import type { Told } from './information-age.js';
import type { LogFilter } from './log-filter.js';

/** Somebody types: asked when he pauses for this long, in milliseconds. */
const pauseMs = 250;

export type RecorderLog = {
  /** Newest first; null: never told. What was told before stays until the next answer. */
  readonly log: Readonly<ShallowRef<Told<readonly LogEntry[]> | null>>;
  readonly busy: Readonly<ShallowRef<boolean>>;
  readonly problem: Readonly<ShallowRef<string | null>>;
  readonly load: () => Promise<void>;
};

/** A recorder's log, asked again whenever its filter changes. */
export function useRecorderLog(recorder: () => string, filter: () => LogFilter): RecorderLog {
  const api = injectRequired(apiKey);
  const log = shallowRef<Told<readonly LogEntry[]> | null>(null);
  const busy = shallowRef(false);
  const problem = shallowRef<string | null>(null);
  let generation = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function load(): Promise<void> {
    clearTimeout(timer);
    generation += 1;
    const mine = generation;
    busy.value = true;
    try {
      const told = await askLog(api, recorder(), filter());
      if (mine === generation) {
        log.value = told;
        problem.value = null;
      }
    } catch (error) {
      if (mine === generation) {
        problem.value = wordsOf(error);
        // "It is being asked": the gateway says when it is going to know.
        if (error instanceof ApiProblem && error.retryAfterMs !== null) {
          timer = setTimeout(() => void load(), error.retryAfterMs);
        }
      }
    } finally {
      if (mine === generation) {
        busy.value = false;
      }
    }
  }

  watch(recorder, () => {
    log.value = null;
    void load();
  });
  watch(filter, (next, before) => {
    clearTimeout(timer);
    timer = setTimeout(() => void load(), next.search === before.search ? 0 : pauseMs);
  });
  onScopeDispose(() => {
    generation += 1;
    clearTimeout(timer);
  });
  void load();

  return { log, busy, problem, load };
}
