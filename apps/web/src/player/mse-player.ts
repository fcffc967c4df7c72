import type { StreamStart } from '@casement/contract';
import { MediaFeed } from './media-feed.js';
import type { Player, PlayerHandlers, PlayerRequest } from './player.js';
import { plainStatistics } from './raw-statistics.js';
import { pageSoundContext, SoundMeter } from './sound-meter.js';
import { StreamSocket, streamUrl, type StreamConnection } from './stream-socket.js';
import { VideoScreen } from './video-screen.js';
import { WayError } from './way-error.js';

/** What players over a WebSocket need of the page. */
export type StreamSurroundings = {
  readonly url: (path: string) => string;
  readonly connect: (url: string) => StreamConnection;
};

/** The sound of an element leads through the meter, and has to be led on to the loudspeaker. */
export function elementMeter(element: () => HTMLMediaElement): SoundMeter {
  return new SoundMeter(pageSoundContext, (context) => {
    const node = context.createMediaElementSource(element());
    node.connect(context.destination);
    return node;
  });
}

/** Shows a camera by fragmented MP4 over a WebSocket and MediaSource. */
export class MsePlayer implements Player {
  readonly #request: PlayerRequest;
  readonly #handlers: PlayerHandlers;
  readonly #screen: VideoScreen;
  readonly #feed: MediaFeed;
  readonly #socket: StreamSocket;
  #bytes = 0;
  #start: Extract<StreamStart, { format: 'fmp4' }> | undefined;
  #closed = false;

  constructor(
    request: PlayerRequest,
    handlers: PlayerHandlers,
    { url, connect }: StreamSurroundings,
  ) {
    this.#request = request;
    this.#handlers = handlers;
    this.#screen = new VideoScreen(
      handlers,
      elementMeter(() => this.element),
    );
    this.#feed = new MediaFeed(this.element, ({ kind, words }) =>
      this.#fail(new WayError(kind, words)),
    );
    this.#socket = new StreamSocket({
      url: streamUrl(request, 'fmp4', url),
      connect,
      onOpen: handlers.onConnected,
      onStart: (start) => this.#onStart(start),
      onNote: handlers.onNote,
      onData: (data) => {
        this.#bytes += data.byteLength;
        this.#feed.append(data);
      },
      onEnded: (error) => this.#fail(error),
    });
    this.#screen.start(request.confirmMs);
    handlers.onBegun();
    handlers.onAnswered();
  }

  get element(): HTMLVideoElement {
    return this.#screen.element;
  }

  statistics(): ReturnType<Player['statistics']> {
    const { totalVideoFrames, droppedVideoFrames } = this.element.getVideoPlaybackQuality();
    return Promise.resolve(
      this.#start &&
        plainStatistics({
          atMs: performance.now(),
          bytesReceived: this.#bytes,
          framesDecoded: totalVideoFrames,
          framesDropped: droppedVideoFrames,
          codec: this.#start.video,
          width: this.element.videoWidth || null,
          height: this.element.videoHeight || null,
          transport: 'TCP',
          delayMs: this.#feed.aheadS * 1000,
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
      this.#socket.close();
      this.#feed.close();
      this.#screen.close();
    }
  }

  #onStart(start: StreamStart): void {
    if (start.format !== 'fmp4') {
      this.#fail(new WayError('negotiation', 'The gateway sent another format than asked for'));
      return;
    }
    this.#start = start;
    this.#feed.start(start.mimeType);
    this.#handlers.onConverted(start.converted);
    // Without sound because nobody asked for any says nothing of the camera.
    this.#screen.hasSound = this.#request.listening ? start.audio !== null : null;
  }

  #fail(error: WayError): void {
    if (!this.#closed) {
      this.close();
      this.#handlers.onEnded(error);
    }
  }
}
