import { useRouter } from 'vue-router';
import { useDownloadsStore } from '../downloads/downloads-store.js';
import { useSoundStore } from '../player/sound-store.js';
import { toggleFullScreen } from '../ui/full-screen.js';
import type { PlaybackAction } from './playback-keys.js';
import { usePlaybackStore } from './playback-store.js';
import type { Timeline } from './timeline/use-timeline.js';

/** What only the page itself can do. */
export type PageActions = Readonly<
  Record<'type-time' | 'marks' | 'cameras' | 'search' | 'leave', () => void>
>;

/** One step of zooming with a key. */
const zoomStep = 1.6;

/** Does what a button or a key asks for. */
export function usePlaybackActions(
  timeline: Timeline,
  page: PageActions,
): (action: PlaybackAction) => void {
  const store = usePlaybackStore();
  const sound = useSoundStore();
  const downloads = useDownloadsStore();
  const router = useRouter();

  function seek(atMs: number | null): void {
    if (atMs !== null) {
      timeline.seek(atMs);
    }
  }

  const table: Readonly<Record<PlaybackAction, () => void>> = {
    ...page,
    toggle: () => store.toggle(),
    reverse: () => store.shuttle('reverse'),
    pause: () => store.pause(),
    forward: () => store.shuttle('play'),
    previous: () => store.command('previous'),
    next: () => store.command('next'),
    'back-second': () => store.jump(-1_000),
    'on-second': () => store.jump(1_000),
    'back-seconds': () => store.jump(-10_000),
    'on-seconds': () => store.jump(10_000),
    'next-alarm': () => void timeline.toAlarm(1),
    'previous-alarm': () => void timeline.toAlarm(-1),
    begin: () => seek(timeline.oldestMs.value),
    end: () => seek(timeline.newestMs.value),
    slower: () => store.changeSpeed(-1),
    faster: () => store.changeSpeed(1),
    rewind: () => store.command('rewind'),
    'fast-forward': () => store.command('forward'),
    'set-in': () => store.setPoint('in'),
    'set-out': () => store.setPoint('out'),
    'clear-points': () => store.clearPoints(),
    download: () => {
      downloads.formOpen = true;
    },
    'zoom-in': () => timeline.zoom(1 / zoomStep),
    'zoom-out': () => timeline.zoom(zoomStep),
    'page-back': () => timeline.page(-1),
    'page-on': () => timeline.page(1),
    sound: () => {
      if (store.selected !== null) {
        sound.toggle(store.selected, false);
      }
    },
    live: () => void router.push({ name: 'live' }),
    'layout-1': () => store.setLayout(1),
    'layout-4': () => store.setLayout(4),
    'layout-9': () => store.setLayout(9),
    'full-screen': () => toggleFullScreen(),
  };
  const needsCamera = new Set<PlaybackAction>([
    'toggle',
    'reverse',
    'pause',
    'forward',
    'previous',
    'next',
    'back-second',
    'on-second',
    'back-seconds',
    'on-seconds',
    'next-alarm',
    'previous-alarm',
    'rewind',
    'fast-forward',
    'set-in',
    'set-out',
    'download',
  ]);
  return (action) => {
    if (store.cameras.length > 0 || !needsCamera.has(action)) {
      table[action]();
    }
  };
}
