import type { InjectionKey } from 'vue';
import type { FramesWorker } from '../../player/frames-player.js';
import type { NetworkMemory } from '../../player/network-memory.js';
import type { StreamConnection } from '../../player/stream-socket.js';
import type { WayWorld } from '../../player/way-world.js';
import { WhepPlayer } from '../../player/whep-player.js';
import { createGopWorker } from './frames-picture.js';
import type { OpenWhep } from './whep-picture.js';

/** What the browser offers to show recorded pictures; tests provide their own. */
export type PictureWays = {
  readonly connect: (url: string) => StreamConnection;
  /** Undefined: the browser draws nothing in the background. */
  readonly createWorker: (() => FramesWorker) | undefined;
  /** Whether it decodes video in the page, and why not. */
  readonly noDecoder: string | null;
  /** @param url the absolute WHEP address */
  readonly openWhep: (url: string) => OpenWhep;
};

/** Provided by tests only: without it the browser's own ways are taken. */
export const pictureWaysKey: InjectionKey<PictureWays> = Symbol('picture ways');

/** The ways of a real browser. */
export function browserPictureWays({
  browser,
  memory,
}: Pick<WayWorld, 'browser' | 'memory'>): PictureWays {
  return {
    connect: (url) => new WebSocket(url),
    createWorker: browser.canvas ? createGopWorker : undefined,
    noDecoder: noDecoderWords(browser.secureContext),
    openWhep: (url) => whepOpener(url, { browser, memory }),
  };
}

/** A viewing of the live player, only that its address is the playback's. */
function whepOpener(
  url: string,
  { browser, memory }: { readonly browser: WayWorld['browser']; readonly memory: NetworkMemory },
): OpenWhep {
  return (request, handlers) =>
    new WhepPlayer(
      {
        ...request,
        camera: 'playback:1',
        browser,
        choice: { way: 'webrtc', untouched: false, why: null },
        chosen: false,
      },
      handlers,
      { url: () => url, memory },
    );
}

function noDecoderWords(isSecure: boolean): string | null {
  if ('VideoDecoder' in globalThis) {
    return null;
  }
  return isSecure
    ? 'this browser gives pages no video decoder'
    : 'without https this browser gives pages no video decoder';
}
