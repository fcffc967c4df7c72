import type { StreamStart } from '@casement/contract';
import { frameBody, readFrameHeader } from './frame-header.js';
import { FramesSound } from './frames-sound.js';
import type { FromFramesWorker, ToFramesWorker } from './frames-worker-messages.js';
import type { StreamSurroundings } from './mse-player.js';
import { PictureBeat } from './picture-beat.js';
import { PictureHold } from './picture-hold.js';
import { PictureWatch } from './picture-watch.js';
import type { Player, PlayerHandlers, PlayerRequest } from './player.js';
import { plainStatistics } from './raw-statistics.js';
import { StreamSocket, streamUrl } from './stream-socket.js';
import { WayError } from './way-error.js';

/** The part of a worker that is used; tests hand in their own. */
export type FramesWorker = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

export type FramesSurroundings = StreamSurroundings & {
  readonly createWorker: () => FramesWorker;
};

/** The browser's own worker, from a file of the page. */
export function createFramesWorker(): Worker {
  return new Worker(new URL('./frames-worker.ts', import.meta.url), {
    type: 'module',
    name: 'pictures',
  });
}

/**
 * Shows a camera by frames over a WebSocket: a worker decodes them and draws them onto the tile's canvas. Each picture that
 * is drawn is also told as an event `picture` of the canvas.
 */
export class FramesPlayer implements Player {
  readonly element: HTMLCanvasElement;
  readonly #handlers: PlayerHandlers;
  readonly #request: PlayerRequest;
  readonly #beat = new PictureBeat();
  readonly #watch: PictureWatch;
  readonly #worker: FramesWorker;
  readonly #socket: StreamSocket;
  readonly #sound: FramesSound;
  readonly #hold = new PictureHold<ArrayBuffer>(
    (data) => this.#tellWorker({ kind: 'frame', data }, [data]),
    {
      nowMs: () => performance.now(),
      setTimeout: (callback, delayMs) => window.setTimeout(callback, delayMs),
      clearTimeout: (timer) => window.clearTimeout(timer),
    },
  );
  #start: Extract<StreamStart, { format: 'frames' }> | undefined;
  #size: { readonly width: number; readonly height: number } | undefined;
  #bytes = 0;
  #decoded = 0;
  #dropped = 0;
  #decodeMs = 0;
  #closed = false;

  /** @throws WayError when the browser has no worker for it */
  constructor(
    request: PlayerRequest,
    handlers: PlayerHandlers,
    { url, connect, createWorker }: FramesSurroundings,
  ) {
    this.#request = request;
    this.#handlers = handlers;
    this.element = document.createElement('canvas');
    this.#sound = new FramesSound(handlers.onSound);
    this.#watch = new PictureWatch({
      video: this.#beat,
      nowMs: () => performance.now(),
      onPicture: (intervalMs) => handlers.onPicture(intervalMs),
    });
    try {
      this.#worker = createWorker();
      const canvas = this.element.transferControlToOffscreen();
      this.#worker.postMessage({ kind: 'canvas', canvas } satisfies ToFramesWorker, [canvas]);
    } catch (cause) {
      throw new WayError('unsupported', 'This browser draws no pictures in the background', {
        cause,
      });
    }
    this.#worker.onmessage = ({ data }: MessageEvent<FromFramesWorker>) => this.#onWorker(data);
    this.#worker.onerror = () =>
      this.#fail(new WayError('unsupported', 'The part of the page that decodes did not start'));
    this.#socket = new StreamSocket({
      url: streamUrl(request, 'frames', url),
      connect,
      onOpen: handlers.onConnected,
      onStart: (start) => this.#onStart(start),
      onNote: handlers.onNote,
      onData: (data) => this.#onData(data),
      onEnded: (error) => this.#fail(error),
    });
    this.#watch.start(request.confirmMs);
    handlers.onBegun();
    handlers.onAnswered();
  }

  statistics(): ReturnType<Player['statistics']> {
    return Promise.resolve(
      this.#start &&
        plainStatistics({
          atMs: performance.now(),
          bytesReceived: this.#bytes,
          framesDecoded: this.#decoded,
          framesDropped: this.#dropped,
          decodeTimeS: this.#decodeMs / 1000,
          codec: this.#start.video,
          width: this.#size?.width ?? null,
          height: this.#size?.height ?? null,
          transport: 'TCP',
        }),
    );
  }

  report(): ReturnType<Player['report']> {
    return Promise.resolve(null);
  }

  decoded(): void {
    // Pictures are drawn and told whether anybody sees them or not.
  }

  hear(volume: number | null): void {
    this.#sound.hear(volume);
  }

  soundLevel(): number | null {
    return this.#sound.level();
  }

  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#socket.close();
      this.#sound.close();
      this.#hold.close();
      this.#watch.stop();
      this.#worker.terminate();
    }
  }

  #onStart(start: StreamStart): void {
    if (start.format !== 'frames') {
      this.#fail(new WayError('negotiation', 'The gateway sent another format than asked for'));
      return;
    }
    const isOtherPicture = start.video !== this.#start?.video;
    const isOtherSound = JSON.stringify(start.audio) !== JSON.stringify(this.#start?.audio);
    this.#start = start;
    if (isOtherPicture) {
      // What still waits is of the other kind.
      this.#hold.close();
      this.#tellWorker({ kind: 'start', video: start.video });
    }
    if (isOtherSound && this.#request.listening) {
      this.#sound.start(start.audio);
    }
    this.#handlers.onConverted(start.converted);
  }

  #onData(data: ArrayBuffer): void {
    const header = readFrameHeader(data);
    this.#bytes += data.byteLength;
    if (header?.kind === 'sound') {
      this.#sound.push(header.timeMs, frameBody(data));
    } else if (header) {
      this.#hold.push(data, this.#sound.holdMs);
    }
  }

  #onWorker(message: FromFramesWorker): void {
    if (this.#closed) {
      return;
    }
    if (message.kind === 'failed') {
      this.#fail(new WayError('codec', message.words));
      return;
    }
    this.#decoded += 1;
    this.#dropped = message.dropped;
    this.#decodeMs += message.decodeMs;
    if (this.#size?.width !== message.width || this.#size.height !== message.height) {
      this.#size = { width: message.width, height: message.height };
    }
    this.#sound.picture(message.timeMs, this.#hold.heldMs);
    this.#beat.beat();
    this.element.dispatchEvent(new CustomEvent('picture'));
  }

  #tellWorker(message: ToFramesWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #fail(error: WayError): void {
    if (!this.#closed) {
      this.close();
      this.#handlers.onEnded(error);
    }
  }
}
