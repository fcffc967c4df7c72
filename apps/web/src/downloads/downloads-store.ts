import { type Download, type DownloadInput, downloadSchema } from '@casement/contract';
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { ApiProblem, wordsOf } from '../api/api-problem.js';
import { apiKey, injectRequired, socketKey } from '../api/keys.js';
import { retryDelayMs } from '../api/retry-delay.js';
import { useRecordersStore } from '../recorders/recorders-store.js';
import { announce } from '../ui/announcer.js';
import { isActive, stateMark } from './download-words.js';
import {
  askDownloads,
  beginDownload,
  cancelDownload,
  removeDownload,
  retryDownload,
} from './downloads-api.js';
import { missingCameras } from './missing-cameras.js';

/** What can be done to a download. */
export type DownloadAction = 'cancel' | 'retry' | 'remove';

/** All downloads of this user as the gateway last told; they live there, so a reload of the page loses none. */
export const useDownloadsStore = defineStore('downloads', () => {
  const api = injectRequired(apiKey);
  const socket = injectRequired(socketKey);
  const recorders = useRecordersStore();

  const byId = shallowRef<ReadonlyMap<string, Download>>(new Map());
  const loaded = shallowRef(false);
  const problem = shallowRef<string | null>(null);
  const shelfOpen = shallowRef(false);
  /** The form that begins one. */
  const formOpen = shallowRef(false);
  /** Ended since the shelf was last open. */
  const unseen = shallowRef<ReadonlySet<string>>(new Set());
  /** What an event told since the running request began: newer than its answer. */
  const touched = new Set<string>();
  let generation = 0;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Newest first. */
  const downloads = computed<readonly Download[]>(() =>
    [...byId.value.values()].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt)),
  );
  const active = computed(() => downloads.value.filter(isActive).length);
  const failedUnseen = computed(() =>
    [...unseen.value].some((id) => byId.value.get(id)?.state === 'failed'),
  );

  socket.on('download-progress', (event) => hear(downloadSchema.parse(event)));
  socket.on('download-removed', ({ id }) => forget(id));
  socket.onState((state) => {
    if (state === 'connected') {
      void load();
    } else if (state === 'closed') {
      clear();
    }
  });
  if (socket.state === 'connected') {
    void load();
  }

  /** Asks for all of them, again and again until there is an answer. */
  async function load(): Promise<void> {
    generation += 1;
    const mine = generation;
    clearTimeout(timer);
    touched.clear();
    try {
      const found = await askDownloads(api);
      if (mine === generation) {
        byId.value = new Map([
          ...found.filter(({ id }) => !touched.has(id)).map((one) => [one.id, one] as const),
          ...[...byId.value].filter(([id]) => touched.has(id)),
        ]);
        failures = 0;
        problem.value = null;
        loaded.value = true;
      }
    } catch (error) {
      if (mine === generation) {
        problem.value = wordsOf(error);
        tryLater(error);
      }
    }
  }

  /** @throws ApiProblem */
  async function begin(input: DownloadInput): Promise<void> {
    hear(await beginDownload(api, input));
  }

  /** Begins what would work instead, of what a download could not get. @throws ApiProblem */
  async function takeOffer(download: Download): Promise<void> {
    const { offer, recorder, from, to, format } = download;
    const source = offer === null ? {} : { source: offer };
    await begin({ recorder, cameras: missingCameras(download), from, to, format, ...source });
  }

  /** @throws ApiProblem */
  async function act(action: DownloadAction, id: string): Promise<void> {
    if (action === 'cancel') {
      hear(await cancelDownload(api, id));
    } else if (action === 'retry') {
      hear(await retryDownload(api, id));
    } else {
      await removeDownload(api, id).catch(ignoreMissing);
      forget(id);
    }
  }

  function openShelf(): void {
    shelfOpen.value = true;
    unseen.value = new Set();
  }

  function hear(next: Download): void {
    const before = byId.value.get(next.id);
    touched.add(next.id);
    byId.value = new Map(byId.value).set(next.id, next);
    if (before && isActive(before) && !isActive(next)) {
      const place = recorders.recorder(next.recorder)?.name ?? next.recorder;
      announce(`Download of ${place}`, stateMark(next).words);
      if (!shelfOpen.value && next.state !== 'cancelled') {
        unseen.value = new Set([...unseen.value, next.id]);
      }
    }
  }

  function forget(id: string): void {
    touched.add(id);
    byId.value = new Map([...byId.value].filter(([known]) => known !== id));
    unseen.value = new Set([...unseen.value].filter((known) => known !== id));
  }

  /** Forgets everything: the next person may not be allowed to know it. */
  function clear(): void {
    generation += 1;
    clearTimeout(timer);
    byId.value = new Map();
    unseen.value = new Set();
    loaded.value = false;
    shelfOpen.value = false;
    formOpen.value = false;
  }

  function tryLater(error: unknown): void {
    // Who may not download is not going to be allowed by asking again.
    if (error instanceof ApiProblem && (error.status === 403 || error.status === 401)) {
      return;
    }
    timer = setTimeout(() => void load(), retryDelayMs(failures, Math.random()));
    failures += 1;
  }

  return {
    downloads,
    loaded,
    problem,
    active,
    unseen,
    failedUnseen,
    shelfOpen,
    formOpen,
    load,
    begin,
    takeOffer,
    act,
    openShelf,
    fileUrl: (path: string) => api.url(path),
  };
});

/** Somebody else took it away already. */
function ignoreMissing(error: unknown): void {
  if (!(error instanceof ApiProblem) || error.status !== 404) {
    throw error;
  }
}
