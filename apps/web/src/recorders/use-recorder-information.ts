import type { Disk, RecorderHealth } from '@casement/contract';
import {
  computed,
  type ComputedRef,
  onScopeDispose,
  shallowRef,
  type ShallowRef,
  watch,
} from 'vue';
import { ApiProblem, problemFromFailure, wordsOf } from '../api/api-problem.js';
import { apiKey, injectRequired } from '../api/keys.js';
import { useNow } from '../ui/use-now.js';
import { askDisks, askHealth } from './information-api.js';
import { keptMs, type Told, untilNews } from './information-age.js';
import { useRecordersStore } from './recorders-store.js';

/** The page asks by itself this often while it is seen, in milliseconds. The gateway answers most of it from memory. */
const againMs = 60_000;

/** After news of a camera or the clock: several come together, in milliseconds. */
const newsMs = 1_000;

export type RecorderInformation = {
  readonly health: Readonly<ShallowRef<Told<RecorderHealth> | null>>;
  readonly disks: Readonly<ShallowRef<Told<readonly Disk[]> | null>>;
  readonly busy: Readonly<ShallowRef<boolean>>;
  /** Why something could not be told, in words; what was told before stays. */
  readonly problem: Readonly<ShallowRef<string | null>>;
  /** There is no such recorder. */
  readonly isMissing: Readonly<ShallowRef<boolean>>;
  /** How long until asking again brings news, in milliseconds; 0: now. */
  readonly waitMs: ComputedRef<number>;
  readonly refresh: () => Promise<void>;
};

/** What a recorder tells of itself: asked at once, every minute, when the recorder comes back, and on request. */
export function useRecorderInformation(recorder: () => string): RecorderInformation {
  const api = injectRequired(apiKey);
  const recorders = useRecordersStore();
  const now = useNow();
  const health = shallowRef<Told<RecorderHealth> | null>(null);
  const disks = shallowRef<Told<readonly Disk[]> | null>(null);
  const busy = shallowRef(false);
  const problem = shallowRef<string | null>(null);
  const isMissing = shallowRef(false);
  let generation = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let newsTimer: ReturnType<typeof setTimeout> | undefined;

  const waitMs = computed(() => {
    const told = health.value;
    const parts = [
      { asOf: told?.value.errors?.asOf ?? null, keptMs: keptMs.logs },
      { asOf: disks.value?.asOf ?? told?.value.disks?.asOf ?? null, keptMs: keptMs.disks },
    ];
    return untilNews(parts, told, now.value);
  });

  /** Asks for everything; what cannot be told keeps its last answer. */
  async function refresh(): Promise<void> {
    generation += 1;
    const mine = generation;
    const id = recorder();
    clearTimeout(timer);
    busy.value = true;
    const [toldHealth, toldDisks] = await Promise.allSettled([
      askHealth(api, id),
      askDisks(api, id),
    ]);
    if (mine !== generation) {
      return;
    }
    busy.value = false;
    health.value = toldHealth.status === 'fulfilled' ? toldHealth.value : health.value;
    disks.value = toldDisks.status === 'fulfilled' ? toldDisks.value : disks.value;
    const failures = [toldHealth, toldDisks].filter((result) => result.status === 'rejected');
    problem.value = failures[0] ? wordsOf(failures[0].reason) : null;
    later(Math.min(againMs, ...failures.map((failure) => retryMs(failure.reason))));
    isMissing.value =
      toldHealth.status === 'rejected' &&
      problemFromFailure(toldHealth.reason).status === 404 &&
      recorders.loaded &&
      recorders.recorder(id) === undefined;
  }

  function later(delayMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (document.visibilityState === 'visible') {
        void refresh();
      } else {
        later(againMs);
      }
    }, delayMs);
  }

  onScopeDispose(() => {
    generation += 1;
    clearTimeout(timer);
    clearTimeout(newsTimer);
  });

  watch(
    recorder,
    () => {
      health.value = null;
      disks.value = null;
      problem.value = null;
      isMissing.value = false;
      void refresh();
    },
    { immediate: true },
  );
  watch(
    () => recorders.recorder(recorder())?.state,
    (state, before) => {
      if (state === 'online' && before !== undefined) {
        void refresh();
      }
    },
  );
  // A camera that went away, or came back, changes the answer, and so does a clock that was found out: nobody should wait a
  // minute for it.
  watch(
    () =>
      [
        recorders.recorder(recorder())?.clockOffsetMs === null,
        ...(recorders.cameraIds.get(recorder()) ?? []).map(
          (id) => recorders.camera(id).value?.connection,
        ),
      ].join(),
    () => {
      newsTimer ??= setTimeout(() => {
        newsTimer = undefined;
        void refresh();
      }, newsMs);
    },
  );

  return { health, disks, busy, problem, isMissing, waitMs, refresh };
}

/** When the gateway expects to know more, in milliseconds from now. */
function retryMs(failure: unknown): number {
  return (failure instanceof ApiProblem ? failure.retryAfterMs : null) ?? againMs;
}
