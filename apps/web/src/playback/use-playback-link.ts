import { onBeforeUnmount, onMounted, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { useWallStore } from '../live/wall-store.js';
import { type PlaybackLink, playbackLinkFromQuery, queryOfPlaybackLink } from './playback-link.js';
import { usePlaybackStore } from './playback-store.js';

/** The link follows a playhead that stands still after this long, in milliseconds; a running one less often. */
const restMs = 400;
const runningMs = 5_000;

/** Opens what the link asks for, keeps the link true, and ends the playback when the page is left. */
export function usePlaybackLink(): void {
  const store = usePlaybackStore();
  const wall = useWallStore();
  const route = useRoute();
  const router = useRouter();
  let written = '';
  let timer: ReturnType<typeof setTimeout> | undefined;

  const current = (): PlaybackLink => ({
    cameras: store.cameras,
    atMs: store.cameras.length > 0 ? store.headMs : null,
    layout: store.chosenLayout,
    inMs: store.inMs,
    outMs: store.outMs,
  });

  /** Without cameras: those of the last visit, else the one that has the wall for itself. */
  function asked(): PlaybackLink {
    const link = playbackLinkFromQuery(route.query);
    if (link.cameras.length > 0) {
      return link;
    }
    if (store.cameras.length > 0) {
      return { ...current(), atMs: link.atMs ?? store.headMs };
    }
    return { ...link, cameras: wall.maximised === null ? [] : [wall.maximised] };
  }

  function write(): void {
    clearTimeout(timer);
    timer = undefined;
    if (route.name === 'playback') {
      const query = queryOfPlaybackLink(current());
      written = JSON.stringify(query);
      void router.replace({ query });
    }
  }

  function writeSoon(): void {
    timer ??= setTimeout(write, store.running ? runningMs : restMs);
  }

  store.begin(asked());
  watch(
    () => [store.cameras, store.chosenLayout, store.inMs, store.outMs, store.headMs],
    writeSoon,
  );
  watch(
    () => [store.cameras, store.running],
    () => {
      clearTimeout(timer);
      timer = undefined;
      writeSoon();
    },
  );
  watch(
    () => route.query,
    (query) => {
      const link = playbackLinkFromQuery(query);
      if (
        route.name === 'playback' &&
        link.cameras.length > 0 &&
        JSON.stringify(query) !== written
      ) {
        store.begin(link);
      }
    },
  );

  const onHide = (): void => store.end(true);
  /** Back from the browser's memory: what was ended is opened again. */
  const onShow = (event: PageTransitionEvent): void => {
    if (event.persisted) {
      store.begin(current());
    }
  };
  onMounted(() => {
    window.addEventListener('pagehide', onHide);
    window.addEventListener('pageshow', onShow);
    writeSoon();
  });
  onBeforeUnmount(() => {
    clearTimeout(timer);
    window.removeEventListener('pagehide', onHide);
    window.removeEventListener('pageshow', onShow);
    store.end();
  });
}
