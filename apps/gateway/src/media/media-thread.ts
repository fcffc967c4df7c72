import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../net/clock.js';
import { MediaThreadServer } from './media-thread-server.js';
import type { MediaThreadSettings } from './messages.js';
import { openSendPlane } from './open-send-plane.js';

// The entry of a media thread: see worker-launcher.ts.
if (parentPort) {
  const settings = workerData as MediaThreadSettings;
  const port = parentPort;
  await new MediaThreadServer({
    port,
    settings,
    clock: systemClock,
    openPlane: openSendPlane,
  }).start();
}
