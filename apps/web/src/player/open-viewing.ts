import type { InjectionKey } from 'vue';
import type { Viewing, ViewingHandlers } from './tile-player.js';
import { WhepClient } from './whep-client.js';

/** Starts one viewing of the camera at a WHEP address. */
export type OpenViewing = (url: string, handlers: ViewingHandlers) => Viewing;

/** How tiles start viewings; main.ts provides the browser's way, tests their own. */
export const openViewingKey: InjectionKey<OpenViewing> = Symbol('open viewing');

/** By WebRTC with the browser's own peer connection. @throws WhepError when it has none */
export function openWhepViewing(url: string, handlers: ViewingHandlers): Viewing {
  const client = new WhepClient({
    url,
    platform: {
      fetch: (input, init) => window.fetch(input, init),
      createPeerConnection: () => new RTCPeerConnection({ bundlePolicy: 'max-bundle' }),
      setTimeout: (callback, delayMs) => window.setTimeout(callback, delayMs),
      clearTimeout: (timer) => window.clearTimeout(timer),
    },
    ...handlers,
  });
  return {
    close: () => client.close(),
    statistics: () => client.peer.getStats(),
  };
}
