import type {
  PlaneAddresses,
  PlaneViewer,
  ViewerEvents,
  ViewerPlane,
  ViewerSpec,
} from '@casement/media';
import type { FromThread, ThreadReport, ToThread } from './messages.js';
import { ownBytes } from './thread-viewers.js';

type ViewerMessage = Extract<FromThread, { readonly viewer: number }>;

/** The plane of another thread. */
export class RemotePlane implements ViewerPlane {
  readonly addresses: PlaneAddresses;
  readonly #post: (message: ToThread) => void;
  readonly #viewers = new Map<number, ViewerEvents>();
  #next = 0;
  /** Why there is no thread any more. */
  #lostBecause: string | undefined;

  constructor(addresses: PlaneAddresses, post: (message: ToThread) => void) {
    this.addresses = addresses;
    this.#post = post;
  }

  /** Viewers that are open. */
  get size(): number {
    return this.#viewers.size;
  }

  open(spec: ViewerSpec, events: ViewerEvents): PlaneViewer {
    this.#next += 1;
    const viewer = this.#next;
    this.#viewers.set(viewer, events);
    const reason = this.#lostBecause;
    if (reason !== undefined) {
      queueMicrotask(() => this.lost(reason));
    }
    this.#post({ type: 'open-viewer', viewer, spec });
    /** Says nothing for a viewer that is over. */
    const say = (message: ToThread): void => {
      if (this.#viewers.has(viewer)) {
        this.#post(message);
      }
    };
    return {
      sendDtls: (datagram) => say({ type: 'send-dtls', viewer, datagram: ownBytes(datagram) }),
      setKeys: (keys) => say({ type: 'set-keys', viewer, keys: ownKeys(keys) }),
      play: (ring, catchUp) => say({ type: 'play', viewer, ring, catchUp }),
      playAudio: (ring) => say({ type: 'play-audio', viewer, ring }),
      stop: () => say({ type: 'stop-viewer', viewer }),
      close: () => {
        say({ type: 'close-viewer', viewer });
        this.#viewers.delete(viewer);
      },
    };
  }

  /** A message about a viewer. One that is over meanwhile is passed over. */
  handle(message: ViewerMessage): void {
    const events = this.#viewers.get(message.viewer);
    switch (message.type) {
      case 'nominated':
        events?.nominated(message.request, message.from);
        break;
      case 'dtls':
        events?.dtls(message.datagram);
        break;
      case 'gone':
        this.#viewers.delete(message.viewer);
        events?.gone(message.reason);
        break;
    }
  }

  /** Figures of viewers out of a report. */
  tell(viewers: ThreadReport['viewers']): void {
    for (const { viewer, figures } of viewers) {
      this.#viewers.get(viewer)?.figures(figures);
    }
  }

  /** The thread is no more: every viewer is told. */
  lost(reason: string): void {
    this.#lostBecause = reason;
    const viewers = [...this.#viewers.values()];
    this.#viewers.clear();
    viewers.forEach((events) => events.gone(reason));
  }
}

/** Keys may be views into what DTLS exported, with the other side's in the same memory. */
function ownKeys({ outgoing, incoming }: SetKeys['keys']): SetKeys['keys'] {
  return {
    outgoing: { key: ownBytes(outgoing.key), salt: ownBytes(outgoing.salt) },
    incoming: { key: ownBytes(incoming.key), salt: ownBytes(incoming.salt) },
  };
}

type SetKeys = Extract<ToThread, { readonly type: 'set-keys' }>;
