import type { InjectionKey } from 'vue';
import { OpeningGate } from './opening-gate.js';
import type { Viewing, ViewingHandlers } from './tile-player.js';
import { WhepClient } from './whep-client.js';
import { WhepError } from './whep-error.js';

/** Starts one viewing of the camera at a WHEP address. */
export type OpenViewing = (url: string, handlers: ViewingHandlers) => Viewing;

/** How tiles start viewings; main.ts provides the browser's way, tests their own. */
export const openViewingKey: InjectionKey<OpenViewing> = Symbol('open viewing');

const timers = {
  setTimeout: (callback: () => void, delayMs: number): number =>
    window.setTimeout(callback, delayMs),
  clearTimeout: (timer: number): void => window.clearTimeout(timer),
};

/** One gate for the page. Browsers open six connections to an HTTP/1.1 server; two stay free for the rest. */
const gate = new OpeningGate({ places: 4, holdMs: 3_000, ...timers });

/** By WebRTC with the browser's own peer connection. */
export function openWhepViewing(url: string, handlers: ViewingHandlers): Viewing {
  let client: WhepClient | undefined;
  const leave = gate.enter(() => {
    try {
      client = new WhepClient({
        url,
        platform: {
          ...timers,
          fetch: (input, init) => window.fetch(input, init),
          createPeerConnection: () => new RTCPeerConnection({ bundlePolicy: 'max-bundle' }),
        },
        onStream: handlers.onStream,
        onConnected: () => {
          leave();
          handlers.onConnected();
        },
        onEnded: (error) => {
          leave();
          handlers.onEnded(error);
        },
      });
    } catch (error) {
      // Told later: the caller does not hold the viewing yet.
      queueMicrotask(() => {
        leave();
        handlers.onEnded(WhepError.from(error));
      });
    }
  });
  return {
    close: () => {
      leave();
      client?.close();
    },
    // Before its turn a viewing has nothing to tell.
    statistics: () => client?.peer.getStats() ?? Promise.resolve(new Map()),
  };
}
