import type { InjectionKey } from 'vue';
import { IceServers } from './ice-servers.js';
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

/** One list for the page: asked for before its first offer. */
const iceServers = new IceServers({ ...timers, fetch: (input, init) => window.fetch(input, init) });

/** A server that this browser does not take must not cost the picture: most viewers need none. */
function createPeerConnection(servers: readonly RTCIceServer[]): RTCPeerConnection {
  const options: RTCConfiguration = { bundlePolicy: 'max-bundle' };
  try {
    return new RTCPeerConnection({ ...options, iceServers: [...servers] });
  } catch {
    return new RTCPeerConnection(options);
  }
}

/** By WebRTC with the browser's own peer connection. */
export function openWhepViewing(url: string, handlers: ViewingHandlers): Viewing {
  let client: WhepClient | undefined;
  let closed = false;
  const leave = gate.enter(() => {
    void begin().catch((error: unknown) => {
      leave();
      handlers.onEnded(WhepError.from(error));
    });
  });

  async function begin(): Promise<void> {
    const servers = await iceServers.of(url);
    if (closed) {
      return;
    }
    client = new WhepClient({
      url,
      platform: {
        ...timers,
        fetch: (input, init) => window.fetch(input, init),
        createPeerConnection: () => createPeerConnection(servers),
      },
      onLink: (header) => iceServers.learn(header),
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
  }

  return {
    close: () => {
      closed = true;
      leave();
      client?.close();
    },
    // Before its turn a viewing has nothing to tell.
    statistics: () => client?.peer.getStats() ?? Promise.resolve(new Map()),
    report: () => client?.report() ?? Promise.resolve(null),
  };
}
