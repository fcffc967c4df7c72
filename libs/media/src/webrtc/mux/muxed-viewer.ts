import { CheckBudget } from './check-budget.js';
import type { TcpConnection } from './tcp-connection.js';
import type { UdpPath } from './udp-path.js';
import type { ViewerPath } from './viewer-path.js';

/** What a mux tells of a viewer. Called synchronously; must not throw. Datagrams may be kept. */
export type MuxListener = {
  /**
   * A verified request named this path as the one to send on; it is answered already. Browsers repeat this
   * with every check of the path they use.
   */
  nominated(request: Uint8Array, path: ViewerPath): void;
  /** A sign of life: a verified request, or an indication on a known path. */
  heard(): void;
  /** A DTLS record, from a path that a verified request has opened. */
  dtls(datagram: Uint8Array, path: ViewerPath): void;
  /** An SRTCP packet, from such a path. */
  rtcp(datagram: Uint8Array, path: ViewerPath): void;
  /** A path is no more: its TCP connection ended, it was silent for long, or another viewer has it now. */
  pathLost(path: ViewerPath): void;
};

/** A viewer as a mux has to know it. */
export type MuxViewerSpec = {
  readonly id: string;
  /** Of our answer. */
  readonly usernameFragment: string;
  readonly password: string;
  readonly listener: MuxListener;
};

/** A viewer of a mux. */
export type MuxViewer = {
  readonly id: string;
  /** Where to send; `undefined` before the first nomination and after its loss. */
  readonly path: ViewerPath | undefined;
  /** Forgets all paths; TCP connections end when what is queued is sent. Idempotent. */
  close(): void;
};

/** A path that a verified request has opened. */
export type KnownPath = {
  readonly path: UdpPath | TcpConnection;
  readonly viewer: MuxedViewer;
  heardAtMs: number;
};

/** A browser checks from each of its addresses, and from a new one after each change of network. */
export const maxPathsPerViewer = 32;

/** The mux's own view of a viewer. */
export class MuxedViewer implements MuxViewer {
  readonly spec: MuxViewerSpec;
  /** Apart from each other, so that a stranger's flood cannot use up what the browser needs. */
  readonly ownBudget = new CheckBudget();
  readonly strangerBudget = new CheckBudget();
  /** Least recently heard first. */
  readonly paths = new Map<string, KnownPath>();
  nominated: KnownPath | undefined;
  isClosed = false;
  readonly #onClose: (viewer: MuxedViewer) => void;

  constructor(spec: MuxViewerSpec, onClose: (viewer: MuxedViewer) => void) {
    this.spec = spec;
    this.#onClose = onClose;
  }

  get id(): string {
    return this.spec.id;
  }

  get path(): ViewerPath | undefined {
    return this.nominated?.path;
  }

  close(): void {
    if (!this.isClosed) {
      this.isClosed = true;
      this.#onClose(this);
      this.paths.clear();
      this.nominated = undefined;
    }
  }

  /** Moves a path to the end of the order. */
  touch(known: KnownPath, nowMs: number): void {
    known.heardAtMs = nowMs;
    this.paths.delete(known.path.key);
    this.paths.set(known.path.key, known);
  }

  /** The path to give up when there are too many: the longest silent one that is not in use. */
  leastUseful(): KnownPath | undefined {
    for (const known of this.paths.values()) {
      if (known !== this.nominated) {
        return known;
      }
    }
    return undefined;
  }

  /** Removes a path and tells the listener. */
  lose(known: KnownPath): void {
    this.paths.delete(known.path.key);
    if (this.nominated === known) {
      this.nominated = undefined;
    }
    this.spec.listener.pathLost(known.path);
  }
}
