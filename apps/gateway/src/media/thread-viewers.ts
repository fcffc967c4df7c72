import { MediaError } from '@casement/media';
import type { PlaneViewer, ViewerFigures, ViewerPlane, ViewerSpec } from '@casement/media';
import type { FromThread, ThreadReport, ToThread } from './messages.js';

type ViewerMessage = Extract<ToThread, { readonly viewer: number }>;

/** The viewers of a media thread: carries messages to its plane and the plane's events back. */
export class ThreadViewers {
  readonly #plane: ViewerPlane;
  readonly #post: (message: FromThread) => void;
  readonly #viewers = new Map<number, PlaneViewer>();
  #figures = new Map<number, ViewerFigures>();

  constructor(plane: ViewerPlane, post: (message: FromThread) => void) {
    this.#plane = plane;
    this.#post = post;
  }

  get size(): number {
    return this.#viewers.size;
  }

  /** Viewers that are gone already are passed over: messages cross on their way. */
  handle(message: ViewerMessage): void {
    const { viewer } = message;
    if (message.type === 'open-viewer') {
      this.#openOrRefuse(viewer, message.spec);
      return;
    }
    const open = this.#viewers.get(viewer);
    switch (message.type) {
      case 'send-dtls':
        open?.sendDtls(message.datagram);
        break;
      case 'set-keys':
        open?.setKeys(message.keys);
        break;
      case 'play':
        open?.play(message.ring, message.catchUp);
        break;
      case 'play-audio':
        open?.playAudio(message.ring);
        break;
      case 'stop-viewer':
        open?.stop();
        break;
      case 'close-viewer':
        this.#forget(viewer);
        open?.close();
        break;
    }
  }

  /** The figures that came since the last call. */
  takeFigures(): ThreadReport['viewers'] {
    const figures = [...this.#figures].map(([viewer, each]) => ({ viewer, figures: each }));
    this.#figures = new Map();
    return figures;
  }

  #openOrRefuse(viewer: number, spec: ViewerSpec): void {
    try {
      this.#open(viewer, spec);
    } catch (error) {
      const isKnown = error instanceof MediaError;
      const reason = isKnown ? error.message : 'it could not be opened';
      this.#post({ type: 'gone', viewer, reason });
      if (!isKnown) {
        throw error;
      }
    }
  }

  #open(viewer: number, spec: ViewerSpec): void {
    const open = this.#plane.open(spec, {
      nominated: (request, { address, port }) =>
        this.#post({
          type: 'nominated',
          viewer,
          request: ownBytes(request),
          from: { address, port },
        }),
      dtls: (datagram) => this.#post({ type: 'dtls', viewer, datagram: ownBytes(datagram) }),
      figures: (figures) => {
        if (this.#viewers.has(viewer)) {
          this.#figures.set(viewer, figures);
        }
      },
      gone: (reason) => {
        this.#forget(viewer);
        this.#post({ type: 'gone', viewer, reason });
      },
    });
    this.#viewers.set(viewer, open);
  }

  #forget(viewer: number): void {
    this.#viewers.delete(viewer);
    this.#figures.delete(viewer);
  }
}

/** Without what else is in the same memory: a message carries all of it, and buffers come from a pool. */
export function ownBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}
