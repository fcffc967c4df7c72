import type { InjectionKey } from 'vue';
import { createFramesWorker, FramesPlayer } from './frames-player.js';
import { HeldConnections, placesOf, protocolOfPage } from './held-connections.js';
import { HlsPlayer } from './hls-player.js';
import { JpegPlayer } from './jpeg-player.js';
import { MsePlayer } from './mse-player.js';
import type { NetworkMemory } from './network-memory.js';
import type { OpenPlayer } from './player.js';
import { WhepPlayer } from './whep-player.js';

/** How tiles start players; main.ts provides the browser's ways, tests their own. */
export const openPlayerKey: InjectionKey<OpenPlayer> = Symbol('open player');

/**
 * The players of a real browser.
 *
 * @param url the absolute address of a path of the contract
 */
export function browserPlayers(url: (path: string) => string, memory: NetworkMemory): OpenPlayer {
  const fetch: typeof globalThis.fetch = (input, init) => window.fetch(input, init);
  const connect = (address: string): WebSocket => new WebSocket(address);
  const loadLibrary = async () => (await import('hls.js/light')).default;
  const connections = new HeldConnections(() => placesOf(protocolOfPage()));
  return (request, handlers) => {
    switch (request.choice.way) {
      case 'webrtc':
        return new WhepPlayer(request, handlers, { url, memory });
      case 'websocket-frames':
        return new FramesPlayer(request, handlers, {
          url,
          connect,
          createWorker: createFramesWorker,
        });
      case 'websocket-mse':
        return new MsePlayer(request, handlers, { url, connect });
      case 'hls':
        return new HlsPlayer(request, handlers, { url, loadLibrary, connections });
      case 'mjpeg':
      case 'snapshot':
        return new JpegPlayer(request, handlers, { url, fetch, connections });
    }
  };
}
