import { paths } from '@casement/contract';
import { numberOf, recorderOf } from '../recorders/camera-id.js';
import { IceServers } from './ice-servers.js';
import type { NetworkMemory } from './network-memory.js';
import { OpeningGate } from './opening-gate.js';
import type { Player, PlayerHandlers, PlayerRequest } from './player.js';
import { readStatistics } from './raw-statistics.js';
import { pageSoundContext, SoundMeter } from './sound-meter.js';
import { VideoScreen } from './video-screen.js';
import { WhepClient } from './whep-client.js';
import { WayError } from './way-error.js';

/** A connection without a picture for this long is asked about, in milliseconds. */
const askAfterMs = 1_500;

const timers = {
  setTimeout: (callback: () => void, delayMs: number): number =>
    window.setTimeout(callback, delayMs),
  clearTimeout: (timer: number): void => window.clearTimeout(timer),
};

/** One gate for the page. Browsers open six connections to an HTTP/1.1 server; two stay free for the rest. */
const gate = new OpeningGate({ places: 4, holdMs: 3_000, ...timers });

/** How often the gateway is asked whether sound comes by now, in milliseconds. */
const soundAskMs = 1_000;

/** One list for the page: asked for before its first offer. */
const iceServers = new IceServers({ ...timers, fetch: (input, init) => window.fetch(input, init) });

/** A server that this browser does not take must not cost the picture: most viewers need none. */
function createPeerConnection(servers: readonly RTCIceServer[]): RTCPeerConnection {
  const options: RTCConfiguration = { bundlePolicy: 'max-bundle' };
  try {
    return new RTCPeerConnection({ ...options, iceServers: [...servers] });
  } catch {
    return new RTCPeerConnection(options);
  }
}

/** What the player needs of the page. */
export type WhepSurroundings = {
  readonly url: (path: string) => string;
  readonly memory: NetworkMemory;
};

/** Shows a camera by WebRTC with the browser's own peer connection. */
export class WhepPlayer implements Player {
  readonly #url: string;
  readonly #request: PlayerRequest;
  readonly #handlers: PlayerHandlers;
  readonly #memory: NetworkMemory;
  readonly #screen: VideoScreen;
  readonly #leave: () => void;
  #stream: MediaStream | undefined;
  #client: WhepClient | undefined;
  #asking: ReturnType<typeof setInterval> | undefined;
  #awaitingSound: ReturnType<typeof setInterval> | undefined;
  #pictureMs: number;
  /** Of pictures, when it was last looked. */
  #bytesReceived = 0;
  #hasPicture = false;
  #closed = false;

  constructor(request: PlayerRequest, handlers: PlayerHandlers, { url, memory }: WhepSurroundings) {
    this.#url = url(paths.whep(recorderOf(request.camera), numberOf(request.camera)));
    this.#request = request;
    this.#memory = memory;
    this.#pictureMs = performance.now();
    this.#handlers = {
      ...handlers,
      onPicture: (intervalMs) => {
        const isFirst = !this.#hasPicture;
        this.#hasPicture = true;
        this.#pictureMs = performance.now();
        handlers.onPicture(intervalMs);
        if (isFirst) {
          // Once in any case: where the browser is, and whether the gateway had to convert.
          void this.report();
        }
      },
    };
    this.#screen = new VideoScreen(
      this.#handlers,
      new SoundMeter(pageSoundContext, (context) =>
        this.#stream && this.#stream.getAudioTracks().length > 0
          ? context.createMediaStreamSource(this.#stream)
          : undefined,
      ),
    );
    this.#leave = gate.enter(() => {
      // Not within the constructor: whoever opens a player has to have it before it tells anything.
      queueMicrotask(() => {
        this.#begin().catch((error: unknown) => this.#fail(WayError.from(error)));
      });
    });
  }

  get element(): HTMLVideoElement {
    return this.#screen.element;
  }

  async statistics(): ReturnType<Player['statistics']> {
    const report = await this.#client?.peer.getStats().catch(() => undefined);
    return report && readStatistics(report);
  }

  async report(): ReturnType<Player['report']> {
    const report = (await this.#client?.report()) ?? null;
    if (report !== null && !this.#closed) {
      this.#handlers.onConverted(report.converted);
      if (report.remoteAddress !== null) {
        this.#memory.sawAddress(report.remoteAddress);
      }
    }
    return report;
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
      clearInterval(this.#asking);
      clearInterval(this.#awaitingSound);
      this.#leave();
      this.#screen.close();
      this.#client?.close();
    }
  }

  async #begin(): Promise<void> {
    if (this.#closed) {
      return;
    }
    this.#handlers.onBegun();
    const servers = await iceServers.of(this.#url);
    if (this.#isClosed()) {
      return;
    }
    this.#client = new WhepClient({
      url: this.#url,
      sound: this.#request.listening,
      platform: {
        ...timers,
        fetch: (input, init) => window.fetch(input, init),
        createPeerConnection: () => createPeerConnection(servers),
      },
      onLink: (header) => iceServers.learn(header),
      onStream: (stream) => {
        this.#stream = stream;
        this.element.srcObject = stream;
        this.#screen.start(this.#request.confirmMs);
      },
      onSound: () => {
        // The track is there whether the camera has sound or not: only the gateway knows when some is sent.
        this.#awaitingSound ??= setInterval(() => void this.#askForSound(), soundAskMs);
      },
      onAnswered: () => this.#handlers.onAnswered(),
      onConnected: () => {
        this.#leave();
        this.#handlers.onConnected();
        this.#pictureMs = performance.now();
        this.#asking = setInterval(() => void this.#askWhenQuiet(), askAfterMs);
      },
      onEnded: (error) => this.#fail(error),
    });
  }

  async #askForSound(): Promise<void> {
    const report = await this.#client?.report();
    if (!report || this.#isClosed()) {
      return;
    }
    const isSent = report.audio !== null;
    this.#screen.hasSound = isSent || (report.hasSound === false ? false : null);
    if (isSent) {
      clearInterval(this.#awaitingSound);
    }
  }

  /** A connection without pictures: the gateway may know that there will be none. */
  async #askWhenQuiet(): Promise<void> {
    if (performance.now() - this.#pictureMs < askAfterMs) {
      return;
    }
    const [report] = await Promise.all([this.report(), this.#lookForArrivals()]);
    if (this.#isClosed() || report === null) {
      return;
    }
    if (report.mode === 'unsupported') {
      this.#fail(
        new WayError('codec', report.reason ?? 'The camera’s codec cannot be shown by WebRTC', {
          ways: report.ways,
        }),
      );
    } else {
      this.#handlers.onNote(report.reason);
    }
  }

  async #lookForArrivals(): Promise<void> {
    const { bytesReceived = 0 } = (await this.statistics()) ?? {};
    if (bytesReceived > this.#bytesReceived && !this.#isClosed()) {
      this.#handlers.onArriving();
    }
    this.#bytesReceived = bytesReceived;
  }

  #fail(error: WayError): void {
    if (!this.#closed) {
      this.close();
      this.#handlers.onEnded(error);
    }
  }

  /** A function, because the compiler would remember an earlier answer over an `await`. */
  #isClosed(): boolean {
    return this.#closed;
  }
}
