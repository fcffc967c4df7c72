import { Worker } from 'node:worker_threads';
import type { FromThread } from './messages.js';
import type { ThreadLauncher } from './thread-launcher.js';

/** Threads of their own, from the built code beside this file. */
export const launchWorker: ThreadLauncher = (settings, listener) => {
  const worker = new Worker(new URL('./media-thread.js', import.meta.url), {
    workerData: settings,
    name: `media-${settings.thread}`,
  });
  let reason = 'the media thread ended unexpectedly';
  let hasEnded = false;
  worker.on('message', (message: FromThread) => listener.message(message));
  worker.on('error', (error) => {
    reason = `the media thread failed: ${error instanceof Error ? error.message : String(error)}`;
  });
  worker.on('exit', () => {
    hasEnded = true;
    listener.ended(reason);
  });
  return {
    post: (message) => {
      if (!hasEnded) {
        worker.postMessage(message);
      }
    },
    terminate: async () => {
      await worker.terminate();
    },
  };
};
