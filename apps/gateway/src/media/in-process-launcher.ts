import { MessageChannel } from 'node:worker_threads';
import { systemClock } from '../net/clock.js';
import type { Clock } from '../net/clock.js';
import { MediaThreadServer } from './media-thread-server.js';
import type { PlaneOpener } from './media-thread-server.js';
import type { FromThread } from './messages.js';
import { openSendPlane } from './open-send-plane.js';
import type { ThreadLauncher } from './thread-launcher.js';

/** What a test puts in the place of the real thing. */
export type InProcessOptions = {
  readonly clock?: Clock | undefined;
  readonly openPlane?: PlaneOpener | undefined;
  readonly tickMs?: number | undefined;
};

/**
 * Media "threads" in the thread that starts them, for where there is no built code to start a real one from.
 * Every message goes through a real channel, so that what can be sent and in which order is the same.
 */
export function inProcessLauncher(options: InProcessOptions = {}): ThreadLauncher {
  const { clock = systemClock, openPlane = openSendPlane, tickMs } = options;
  return (settings, listener) => {
    const { port1, port2 } = new MessageChannel();
    const server = new MediaThreadServer({ port: port2, settings, clock, openPlane, tickMs });
    let hasEnded = false;
    const end = (reason: string): void => {
      if (!hasEnded) {
        hasEnded = true;
        port1.close();
        listener.ended(reason);
      }
    };
    port1.on('message', (message: FromThread) => listener.message(message));
    port1.on('close', () => end('the media thread was closed'));
    void server.start();
    return {
      post: (message) => port1.postMessage(message),
      terminate: async () => {
        await server.close();
        end('the media thread was ended');
      },
    };
  };
}
