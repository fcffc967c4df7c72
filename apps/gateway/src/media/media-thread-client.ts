import type { SharedRing } from '@casement/media';
import type { TlsTrust } from '../net/dial.js';
import type { StreamRequest } from '../net/stream-requester.js';
import type {
  CameraReport,
  FromThread,
  MediaThreadSettings,
  PlaneStatus,
  SoundSettings,
  ThreadReport,
  ToThread,
} from './messages.js';
import { RemotePlane } from './remote-plane.js';
import { RemoteSources } from './remote-sources.js';
import type { RemoteRtpSource, RemoteSource, RtpWanted, SourceEvents } from './remote-sources.js';
import { RemoteStreams } from './remote-streams.js';
import type { RemoteHead } from './remote-streams.js';
import type { ThreadHandle, ThreadLauncher } from './thread-launcher.js';

/** What a camera in a thread tells its owner. */
export type RemoteCameraEvents = {
  report(report: CameraReport): void;
  /** The thread is no more, and the camera with it. Nothing follows. */
  lost(reason: string): void;
};

/** A camera in a media thread. */
export type RemoteCamera = {
  forgetPictures(): void;
  /** See {@link RemoteSources.openRtp}. */
  openRtp(wanted: RtpWanted, events: SourceEvents): Promise<RemoteRtpSource>;
  /** See {@link RemoteStreams.request}. */
  request(
    trust: TlsTrust | undefined,
    wanted: StreamRequest,
    signal: AbortSignal | undefined,
  ): Promise<RemoteHead>;
  /** See {@link RemoteSources.attach}. */
  attach(head: RemoteHead, events: SourceEvents, sound?: SoundSettings): RemoteSource;
  /** Idempotent. */
  close(): void;
};

/** What a thread tells its supervisor. */
export type MediaThreadEvents = {
  ready(status: PlaneStatus): void;
  /** It runs no more, and nobody asked for that. */
  ended(reason: string): void;
  /** Something in it threw that should not. */
  bug(message: string, stack: string | undefined): void;
};

/**
 * How long a thread may take to close its sockets and end by itself; then it is ended. That is the last
 * resort: a thread that is ended in the middle of a foreign function takes the whole process with it. One
 * that has just begun may first finish that, which takes a second or two on a busy machine.
 */
const closeTimeoutMs = 6_000;

/** One life of a media thread, as the control thread sees it. */
export class MediaThreadClient {
  readonly settings: MediaThreadSettings;
  readonly #events: MediaThreadEvents;
  readonly #handle: ThreadHandle;
  readonly #cameras = new Map<number, RemoteCameraEvents>();
  readonly #sources: RemoteSources;
  readonly #streams: RemoteStreams;
  #plane: RemotePlane | undefined;
  #status: PlaneStatus | undefined;
  #report: ThreadReport | undefined;
  #failure: string | undefined;
  #next = 0;
  #hasEnded = false;
  #closing: Promise<void> | undefined;
  #onEnded: (() => void) | undefined;

  constructor(launch: ThreadLauncher, settings: MediaThreadSettings, events: MediaThreadEvents) {
    this.settings = settings;
    this.#events = events;
    this.#sources = new RemoteSources(
      (message) => this.#post(message),
      (report) => this.#tellCamera(report),
    );
    this.#streams = new RemoteStreams((message) => this.#post(message));
    this.#handle = launch(settings, {
      message: (message) => this.#take(message),
      ended: (reason) => this.#ended(reason),
    });
  }

  /** What it sends with; `undefined` until it is ready and after it ended. */
  get status(): PlaneStatus | undefined {
    return this.#hasEnded ? undefined : this.#status;
  }

  /** What it told about itself last. */
  get report(): ThreadReport | undefined {
    return this.#report;
  }

  /** Where viewers are opened; `undefined` until the thread is ready and after it ended. */
  get plane(): RemotePlane | undefined {
    return this.#hasEnded ? undefined : this.#plane;
  }

  get cameras(): number {
    return this.#cameras.size;
  }

  get viewers(): number {
    return this.#plane?.size ?? 0;
  }

  /** Opens a camera, which writes into the ring from now on and nobody else does. */
  openCamera(ring: SharedRing, events: RemoteCameraEvents): RemoteCamera {
    this.#next += 1;
    const camera = this.#next;
    this.#cameras.set(camera, events);
    this.#post({ type: 'open-camera', camera, ring });
    return {
      forgetPictures: () => this.#post({ type: 'forget-pictures', camera }),
      openRtp: (wanted, sourceEvents) => this.#sources.openRtp(camera, wanted, sourceEvents),
      request: (trust, wanted, signal) => this.#streams.request(camera, trust, wanted, signal),
      attach: ({ request }, sourceEvents, sound) => {
        this.#streams.taken(request);
        return this.#sources.attach(camera, request, sourceEvents, sound);
      },
      close: () => {
        if (this.#cameras.delete(camera)) {
          this.#post({ type: 'close-camera', camera });
        }
      },
    };
  }

  /** Idempotent; resolves when the thread runs no more. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#onEnded = resolve;
      if (this.#hasEnded) {
        resolve();
        return;
      }
      timer = setTimeout(resolve, closeTimeoutMs);
      this.#post({ type: 'shut-down' });
    });
    clearTimeout(timer);
    await this.#handle.terminate();
  }

  #post(message: ToThread): void {
    if (!this.#hasEnded) {
      this.#handle.post(message);
    }
  }

  #take(message: FromThread): void {
    if ('source' in message) {
      this.#sources.handle(message);
    } else if ('viewer' in message) {
      this.#plane?.handle(message);
    } else if ('request' in message) {
      this.#streams.handle(message);
    } else {
      this.#takeOwn(message);
    }
  }

  #takeOwn(message: OwnMessage): void {
    switch (message.type) {
      case 'ready':
        this.#status = message.status;
        this.#plane = new RemotePlane(message.status.addresses, (each) => this.#post(each));
        this.#events.ready(message.status);
        break;
      case 'failed':
        this.#failure = message.reason;
        break;
      case 'report':
        this.#report = message.report;
        message.report.cameras.forEach((report) => this.#tellCamera(report));
        this.#plane?.tell(message.report.viewers);
        break;
      case 'camera-changed':
        this.#tellCamera(message.report);
        break;
      case 'bug':
        this.#events.bug(message.message, message.stack);
        break;
      case 'closed':
        // The end of the thread follows.
        break;
    }
  }

  #tellCamera(report: CameraReport): void {
    this.#cameras.get(report.camera)?.report(report);
  }

  #ended(reason: string): void {
    if (this.#hasEnded) {
      return;
    }
    this.#hasEnded = true;
    const isWanted = this.#closing !== undefined && this.#failure === undefined;
    const words = this.#failure ?? reason;
    this.#onEnded?.();
    const cameras = [...this.#cameras.values()];
    this.#cameras.clear();
    // Cameras first: what their sources tell then concerns a camera that has a new ring already.
    cameras.forEach((events) => events.lost(words));
    this.#sources.lost(words);
    this.#streams.lost(words);
    this.#plane?.lost(words);
    if (!isWanted) {
      this.#events.ended(words);
    }
  }
}

type OwnMessage = Exclude<
  FromThread,
  { readonly source: number } | { readonly viewer: number } | { readonly request: number }
>;
