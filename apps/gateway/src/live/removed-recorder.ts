import { problems } from '../errors/problems.js';
import type { LiveWatch, MediaSupply } from '../viewing/live-cameras.js';

const words = 'the recorder was removed';

/** 404: somebody still has a camera of a recorder that was removed meanwhile. */
export function recorderRemoved(recorder: string): Error {
  return problems.notFound(`Recorder "${recorder}" was removed.`, { recorder });
}

/**
 * What somebody holds who watches a camera of a recorder that was removed: nothing comes, with the reason, and whoever
 * begins is closed as soon as he has.
 */
export function removedWatch(): LiveWatch {
  let isOver = false;
  return {
    video: nothing,
    audio: nothing,
    start: (viewer) => {
      queueMicrotask(() => {
        if (!isOver) {
          isOver = true;
          void viewer.close(words);
        }
      });
    },
    leave: () => {
      isOver = true;
    },
  };
}

const stop = (): void => undefined;

/** It never changes. */
const nothing: MediaSupply<never> = {
  format: undefined,
  reason: words,
  onChange: () => stop,
  ring: (listener) => {
    listener(undefined, 'none');
    return stop;
  },
  units: () => stop,
};
