import type { InjectionKey } from 'vue';
import { type BrowserAbilities, probeAbilities } from './browser-abilities.js';
import { NetworkMemory } from './network-memory.js';

/** What all tiles of the page know together: the browser and the network. */
export type WayWorld = {
  readonly browser: BrowserAbilities;
  readonly memory: NetworkMemory;
  /** Told when the browser says that it is on another network now. Returns what ends it. */
  readonly onOtherNetwork: (listener: () => void) => () => void;
};

/** What main.ts found out before the first tile. */
export const wayWorldKey: InjectionKey<WayWorld> = Symbol('way world');

/** Some browsers say what kind of network they are on. */
type Connection = EventTarget & { readonly type?: string };

/** The page goes on without an answer that takes longer than this, in milliseconds. */
const probeMs = 1_500;

/** Looks at the browser once. Never rejects. */
export async function exploreWayWorld(): Promise<WayWorld> {
  const { connection } = navigator as Navigator & { readonly connection?: Connection };
  // As properties: without https the names do not exist.
  const { VideoDecoder, AudioDecoder } = globalThis;
  const late = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), probeMs);
  });
  const probed = await Promise.race([
    probeAbilities({ ...withoutDecoders(), VideoDecoder, AudioDecoder }),
    late,
  ]);
  const memory = new NetworkMemory({
    storage: pageStorage(),
    nowMs: () => Date.now(),
    place: () => `${window.location.origin} ${connection?.type ?? ''}`.trim(),
  });
  const listeners = new Set<() => void>();
  const onChange = (): void => {
    memory.forget();
    for (const listener of listeners) {
      listener();
    }
  };
  connection?.addEventListener('change', onChange);
  window.addEventListener('online', onChange);
  return {
    // A browser that does not even answer has at least no decoders that could be relied on.
    browser: probed ?? (await probeAbilities(withoutDecoders())),
    memory,
    onOtherNetwork: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Asking the decoders is what may take long; nothing else is asked and waited for. */
function withoutDecoders() {
  const { isSecureContext, RTCRtpReceiver, MediaSource, OffscreenCanvas, createImageBitmap } =
    globalThis;
  return {
    isSecureContext,
    RTCRtpReceiver,
    MediaSource,
    OffscreenCanvas,
    createImageBitmap,
    canPlayHls,
  };
}

function canPlayHls(): boolean {
  return document.createElement('video').canPlayType('application/vnd.apple.mpegurl') !== '';
}

function pageStorage(): Pick<Storage, 'getItem' | 'setItem'> {
  try {
    return window.localStorage;
  } catch {
    // Some browsers forbid storage altogether.
    return { getItem: () => null, setItem: () => undefined };
  }
}
