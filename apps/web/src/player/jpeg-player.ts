import { paths } from '@casement/contract';
import { problemFromAnswer, problemFromFailure } from '../api/api-problem.js';
import { numberOf, recorderOf } from '../recorders/camera-id.js';
import type { HeldConnections } from './held-connections.js';
import { JpegScreen } from './jpeg-screen.js';
import { boundaryOf, MultipartParser } from './multipart-parser.js';
import type { Player, PlayerHandlers, PlayerRequest } from './player.js';
import { plainStatistics } from './raw-statistics.js';
import { WayError } from './way-error.js';

/** What players over plain HTTP need of the page. */
export type HttpSurroundings = {
  readonly url: (path: string) => string;
  readonly fetch: typeof globalThis.fetch;
  readonly connections: HeldConnections;
};

/** Between two single pictures, in milliseconds. */
const snapshotEveryMs = 1_000;

/**
 * Shows a camera by JPEG pictures over plain HTTP: as motion JPEG in one answer that never ends, or asked for one after the
 * other. Both are read by the page itself, which so knows when they stop.
 */
export class JpegPlayer implements Player {
  readonly #request: PlayerRequest;
  readonly #handlers: PlayerHandlers;
  readonly #surroundings: HttpSurroundings;
  readonly #screen: JpegScreen;
  readonly #abort = new AbortController();
  #letGo: (() => void) | undefined;
  #bytes = 0;
  #connected = false;
  #lastTag: string | null = null;

  constructor(request: PlayerRequest, handlers: PlayerHandlers, surroundings: HttpSurroundings) {
    this.#request = request;
    this.#handlers = handlers;
    this.#surroundings = surroundings;
    this.#screen = new JpegScreen(handlers.onPicture);
    this.#screen.start(request.confirmMs);
    const run = request.choice.way === 'mjpeg' ? () => this.#stream() : () => this.#snapshots();
    queueMicrotask(() => {
      run().catch((error: unknown) => this.#fail(WayError.from(error)));
    });
  }

  get element(): HTMLCanvasElement {
    return this.#screen.element;
  }

  statistics(): ReturnType<Player['statistics']> {
    const { drawn, dropped, decodeMs } = this.#screen.counts;
    return Promise.resolve(
      this.#connected
        ? plainStatistics({
            atMs: performance.now(),
            bytesReceived: this.#bytes,
            framesDecoded: drawn,
            framesDropped: dropped,
            decodeTimeS: decodeMs / 1000,
            codec: 'JPEG',
            width: drawn > 0 ? this.element.width : null,
            height: drawn > 0 ? this.element.height : null,
            transport: 'HTTP',
          })
        : undefined,
    );
  }

  report(): ReturnType<Player['report']> {
    return Promise.resolve(null);
  }

  decoded(): void {
    // Pictures are drawn and told whether anybody sees them or not.
  }

  hear(volume: number | null): void {
    this.#handlers.onSound(volume === null ? 'off' : 'impossible');
  }

  soundLevel(): number | null {
    return null;
  }

  close(): void {
    this.#abort.abort();
    this.#letGo?.();
    this.#screen.close();
  }

  async #stream(): Promise<void> {
    if (this.#abort.signal.aborted) {
      return;
    }
    const { camera, chosen } = this.#request;
    this.#letGo = this.#surroundings.connections.take(chosen);
    if (!this.#letGo) {
      throw new WayError(
        'unsupported',
        'Other tiles hold as many connections as this browser can spare for motion JPEG',
      );
    }
    this.#handlers.onBegun();
    this.#handlers.onAnswered();
    const answer = await this.#get(paths.mjpeg(recorderOf(camera), numberOf(camera)));
    const boundary = boundaryOf(answer.headers.get('Content-Type'));
    if (boundary === undefined || !answer.body) {
      throw new WayError('negotiation', 'The answer is no motion JPEG');
    }
    this.#onConnected();
    const parser = new MultipartParser(boundary, ({ body }) => this.#show(new Blob([body])));
    const reader = answer.body.getReader();
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw problemFromFailure(error);
      });
      if (done) {
        throw new WayError('transport', 'The gateway ended the picture');
      }
      this.#bytes += value.length;
      parser.push(value);
    }
  }

  async #snapshots(): Promise<void> {
    this.#handlers.onBegun();
    this.#handlers.onAnswered();
    const { camera } = this.#request;
    const path = paths.snapshot(recorderOf(camera), numberOf(camera));
    while (!this.#abort.signal.aborted) {
      const beganMs = performance.now();
      const answer = await this.#get(path);
      const picture = await answer.blob();
      this.#onConnected();
      this.#bytes += picture.size;
      const tag = answer.headers.get('ETag') ?? answer.headers.get('Last-Modified');
      // The same picture again is no new one, however often it comes.
      if (tag === null || tag !== this.#lastTag) {
        this.#lastTag = tag;
        this.#show(picture);
      }
      await this.#pause(Math.max(0, beganMs + snapshotEveryMs - performance.now()));
    }
  }

  async #get(path: string): Promise<Response> {
    const answer = await this.#surroundings
      .fetch(this.#surroundings.url(path), {
        credentials: 'same-origin',
        cache: 'no-store',
        signal: this.#abort.signal,
      })
      .catch((error: unknown) => {
        throw problemFromFailure(error);
      });
    if (!answer.ok) {
      throw await problemFromAnswer(answer);
    }
    return answer;
  }

  #onConnected(): void {
    if (!this.#connected && !this.#abort.signal.aborted) {
      this.#connected = true;
      this.#handlers.onConnected();
    }
  }

  #show(picture: Blob): void {
    this.#screen.show(picture);
  }

  async #pause(delayMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      this.#abort.signal.addEventListener(
        'abort',
        () => {
          clearTimeout(timer);
          resolve();
        },
        { once: true },
      );
    });
  }

  #fail(error: WayError): void {
    if (!this.#abort.signal.aborted) {
      this.close();
      this.#handlers.onEnded(error);
    }
  }
}
