import { paths } from '@casement/contract';
import type Hls from 'hls.js';
import { numberOf, recorderOf } from '../recorders/camera-id.js';
import { profileOf } from './browser-abilities.js';
import type { HeldConnections } from './held-connections.js';
import { elementMeter } from './mse-player.js';
import type { Player, PlayerHandlers, PlayerRequest } from './player.js';
import { plainStatistics } from './raw-statistics.js';
import { takenCodecs } from './stream-socket.js';
import { VideoScreen } from './video-screen.js';
import { WayError, type WayErrorKind } from './way-error.js';

/** What the player needs of the page. */
export type HlsSurroundings = {
  readonly url: (path: string) => string;
  /** Loads the library: it is large, and most tiles never need it. */
  readonly loadLibrary: () => Promise<typeof Hls>;
  /** Low latency holds one: its requests wait for what comes next. Without one whole segments are asked for. */
  readonly connections: HeldConnections;
};

/** Whole segments: two of them behind the newest one. */
const plainMode = { lowLatencyMode: false, liveSyncDurationCount: 2 };

/** Shows a camera by HLS, with low latency where the library plays it. */
export class HlsPlayer implements Player {
  readonly #request: PlayerRequest;
  readonly #handlers: PlayerHandlers;
  readonly #screen: VideoScreen;
  readonly #url: URL;
  readonly #letGo: (() => void) | undefined;
  #hls: Hls | undefined;
  #bytes = 0;
  #codec: string | null = null;
  #closed = false;

  constructor(
    request: PlayerRequest,
    handlers: PlayerHandlers,
    { url, loadLibrary, connections }: HlsSurroundings,
  ) {
    this.#request = request;
    this.#handlers = handlers;
    this.#url = playlistUrl(request, url);
    this.#letGo = connections.take(request.chosen);
    if (!this.#letGo) {
      this.#url.searchParams.set('parts', '0');
    }
    this.#screen = new VideoScreen(
      handlers,
      elementMeter(() => this.element),
    );
    this.element.addEventListener('error', this.#onElementError);
    this.#screen.start(request.confirmMs);
    queueMicrotask(() => {
      if (!this.#closed) {
        handlers.onBegun();
        handlers.onAnswered();
        if (request.browser.hls === 'library') {
          this.#beginLibrary(loadLibrary).catch((error: unknown) =>
            this.#fail(WayError.from(error)),
          );
        } else {
          this.#beginNative();
        }
      }
    });
  }

  get element(): HTMLVideoElement {
    return this.#screen.element;
  }

  statistics(): ReturnType<Player['statistics']> {
    const { totalVideoFrames, droppedVideoFrames } = this.element.getVideoPlaybackQuality();
    return Promise.resolve(
      plainStatistics({
        atMs: performance.now(),
        bytesReceived: this.#bytes,
        framesDecoded: totalVideoFrames,
        framesDropped: droppedVideoFrames,
        codec: this.#codec,
        width: this.element.videoWidth || null,
        height: this.element.videoHeight || null,
        transport: 'HTTP',
        delayMs: this.#delayMs(),
      }),
    );
  }

  report(): ReturnType<Player['report']> {
    return Promise.resolve(null);
  }

  decoded(framesDecoded: number, drawn: boolean): void {
    this.#screen.decoded(framesDecoded, drawn);
  }

  hear(volume: number | null): void {
    this.#screen.hear(volume);
  }

  soundLevel(): number | null {
    return this.#screen.soundLevel();
  }

  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.element.removeEventListener('error', this.#onElementError);
      this.#hls?.destroy();
      this.#letGo?.();
      this.#screen.close();
    }
  }

  #beginNative(): void {
    this.element.addEventListener('loadedmetadata', this.#handlers.onConnected, { once: true });
    this.element.src = this.#url.href;
    this.#screen.resume();
  }

  async #beginLibrary(loadLibrary: HlsSurroundings['loadLibrary']): Promise<void> {
    const Library = await loadLibrary().catch((cause: unknown) => {
      throw new WayError('busy', 'The part of the page for HLS could not be loaded', { cause });
    });
    if (this.#closed) {
      return;
    }
    const hls = new Library({
      ...(this.#letGo ? { lowLatencyMode: true } : plainMode),
      maxLiveSyncPlaybackRate: 1.2,
      backBufferLength: 10,
      // Fragmented MP4 needs no work: a worker would only add a copy.
      enableWorker: false,
    });
    this.#hls = hls;
    hls.on(Library.Events.MANIFEST_PARSED, (_event, { levels }) => {
      this.#codec = levels[0]?.videoCodec ?? null;
      this.#handlers.onConnected();
    });
    hls.on(Library.Events.BUFFER_CODECS, (_event, { audiovideo, video, audio }) => {
      const codecs = [audiovideo, video, audio].flatMap((track) => track?.codec?.split(',') ?? []);
      this.#onCodecs(codecs.map((codec) => codec.trim()));
    });
    hls.on(Library.Events.FRAG_LOADED, (_event, { payload }) => {
      this.#bytes += payload.byteLength;
    });
    hls.on(Library.Events.ERROR, (_event, { fatal, type, details, response }) => {
      if (fatal) {
        this.#fail(
          new WayError(kindOf(type, response?.code), wordsOf(type, details, response?.code)),
        );
      }
    });
    hls.attachMedia(this.element);
    hls.loadSource(this.#url.href);
    this.#screen.resume();
  }

  #onCodecs(codecs: readonly string[]): void {
    this.#codec = codecs.find((codec) => profileOf(codec) !== undefined) ?? this.#codec;
    // Without sound because nobody asked for any says nothing of the camera.
    this.#screen.hasSound = this.#request.listening
      ? codecs.some((codec) => profileOf(codec) === undefined)
      : null;
  }

  /** The gateway writes into the playlist when each picture arrived, by its own clock. */
  #delayMs(): number | null {
    const latencyS = this.#hls?.latency ?? 0;
    return latencyS > 0 ? latencyS * 1000 : null;
  }

  readonly #onElementError = (): void => {
    if (this.element.error && this.#hls === undefined) {
      this.#fail(
        new WayError(
          'codec',
          `This browser cannot show the picture (${this.element.error.message})`,
        ),
      );
    }
  };

  #fail(error: WayError): void {
    if (!this.#closed) {
      this.close();
      this.#handlers.onEnded(error);
    }
  }
}

function playlistUrl(
  { camera, choice, browser, listening }: PlayerRequest,
  url: (path: string) => string,
): URL {
  const address = new URL(url(paths.hls(recorderOf(camera), numberOf(camera))));
  if (!listening) {
    address.searchParams.set('audio', '0');
  }
  // Nothing tells what a native player takes; it gets what the camera sends.
  if (browser.hls === 'library') {
    address.searchParams.set('video', takenCodecs(browser.mediaSource, choice).join());
  }
  return address;
}

function kindOf(type: string, status: number | undefined): WayErrorKind {
  if (type !== 'networkError') {
    return 'codec';
  }
  switch (status) {
    case 401:
      return 'signed-out';
    case 403:
      return 'refused';
    case 406:
      return 'codec';
    case undefined:
    case 0:
      return 'transport';
    default:
      return 'busy';
  }
}

function wordsOf(type: string, details: string, status: number | undefined): string {
  if (type !== 'networkError') {
    return `This browser cannot show the picture (${details})`;
  }
  return status === undefined || status === 0
    ? 'The gateway does not answer'
    : `The gateway has no HLS of this camera now (${status})`;
}
