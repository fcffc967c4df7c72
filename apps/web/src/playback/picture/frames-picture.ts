import type { PlaybackClockMessage } from '@casement/contract';
import type { FramesWorker } from '../../player/frames-player.js';
import type { SoundState } from '../../player/player.js';
import type { StreamConnection } from '../../player/stream-socket.js';
import { ClockFollower } from './clock-follower.js';
import type { PlaybackMessage } from './gop-message.js';
import type { FromGopWorker, PictureStatistics, ToGopWorker } from './gop-worker-messages.js';
import { sharePixels } from './pixel-share.js';
import { PlaybackSocket, playbackStreamUrl } from './playback-socket.js';
import { PlaybackSound } from './playback-sound.js';

/** What the page's side of a camera needs; tests hand in their own. */
export type FramesPictureSurroundings = {
  /** Absolute http(s) address of the camera's stream. */
  readonly streamUrl: string;
  readonly connect: (url: string) => StreamConnection;
  readonly createWorker: () => FramesWorker;
};

export type FramesPictureHandlers = {
  /** Another picture is on the screen. @param lagMs how late it was */
  readonly onPicture: (timeMs: number, lagMs: number) => void;
  readonly onBlank: () => void;
  /** What the picture waits for; null: for nothing. */
  readonly onWaiting: (what: 'gop' | 'decoder' | null) => void;
  /** By how many seconds this browser is behind the clock because it decodes too slowly; null: it keeps up. */
  readonly onBehind: (seconds: number | null) => void;
  readonly onClock: (clock: PlaybackClockMessage) => void;
  /** What is wrong with the line, in words; null: nothing. */
  readonly onNote: (words: string | null) => void;
  /** Pictures cannot be decoded, in words; the next picture takes it back. */
  readonly onFailed: (words: string) => void;
  /** Told once: it has to be shown in another way; in words why. */
  readonly onUnsupported: (words: string) => void;
  /** Told once: the playback is over; in words. */
  readonly onEnded: (words: string) => void;
  readonly onStatistics: (statistics: PictureStatistics) => void;
  readonly onSound: (state: SoundState) => void;
};

/** The browser's own worker, from a file of the page. */
export function createGopWorker(): Worker {
  return new Worker(new URL('./gop-worker.ts', import.meta.url), {
    type: 'module',
    name: 'recorded pictures',
  });
}

/** Shows a camera of a playback by whole GOPs over a WebSocket, decoded and drawn by a worker onto its canvas. */
export class FramesPicture {
  readonly element: HTMLCanvasElement;
  readonly #surroundings: FramesPictureSurroundings;
  readonly #handlers: FramesPictureHandlers;
  readonly #worker: FramesWorker;
  readonly #clock = new ClockFollower();
  readonly #sound: PlaybackSound;
  readonly #unshare: () => void;
  #socket: PlaybackSocket;
  #volume: number | null;
  #closed = false;

  /**
   * @param volume how loud, 0 to 1; null: silent
   * @throws Error when the browser draws nothing in the background
   */
  constructor(
    surroundings: FramesPictureSurroundings,
    volume: number | null,
    handlers: FramesPictureHandlers,
  ) {
    this.#surroundings = surroundings;
    this.#handlers = handlers;
    this.#volume = volume;
    this.element = document.createElement('canvas');
    this.#worker = surroundings.createWorker();
    const canvas = this.element.transferControlToOffscreen();
    this.#tell({ kind: 'canvas', canvas }, [canvas]);
    this.#worker.onmessage = ({ data }: MessageEvent<FromGopWorker>) => this.#onWorker(data);
    this.#worker.onerror = () =>
      this.#unsupported('The part of the page that decodes did not start');
    this.#unshare = sharePixels((pixels) => this.#tell({ kind: 'budget', pixels }));
    this.#sound = new PlaybackSound({
      clock: this.#clock,
      nowMs: () => performance.now(),
      onState: handlers.onSound,
    });
    if (volume !== null) {
      this.#sound.hear(volume);
    }
    this.#socket = this.#open();
  }

  /** See `Player.hear`. Sound that nobody hears is not sent: the line is opened anew. */
  hear(volume: number | null): void {
    if (this.#closed || volume === this.#volume) {
      return;
    }
    const wasSilent = this.#volume === null;
    this.#volume = volume;
    this.#sound.hear(volume);
    if (wasSilent !== (volume === null)) {
      this.#socket.close();
      this.#socket = this.#open();
    }
  }

  /** Idempotent. */
  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#socket.close();
      this.#sound.close();
      this.#unshare();
      this.#worker.terminate();
    }
  }

  #open(): PlaybackSocket {
    const { streamUrl, connect } = this.#surroundings;
    return new PlaybackSocket({
      url: playbackStreamUrl(streamUrl, this.#volume !== null),
      connect,
      setTimeout: (callback, delayMs) => window.setTimeout(callback, delayMs),
      clearTimeout: (timer) => window.clearTimeout(timer),
      random: () => Math.random(),
      onClock: (clock) => this.#onClock(clock),
      onMessage: (message) => this.#onMessage(message),
      onNote: this.#handlers.onNote,
      onRefused: (words) => this.#unsupported(words),
      onEnded: (words) => {
        this.close();
        this.#handlers.onEnded(words);
      },
    });
  }

  #onClock(clock: PlaybackClockMessage): void {
    const { generation, running, direction, speed, positionMs } = clock;
    const state = { generation, running, direction, speed, positionMs };
    const nowMs = performance.now();
    this.#clock.take(state, nowMs);
    this.#tell({
      kind: 'clock',
      state,
      gap: clock.camera.state === 'gap',
      atMs: performance.timeOrigin + nowMs,
    });
    this.#sound.clock();
    this.#handlers.onClock(clock);
  }

  #onMessage({ kind, header, data }: PlaybackMessage): void {
    if (kind === 'sound') {
      this.#sound.push(header, data);
    } else {
      this.#tell({ kind: 'gop', header, data }, [data.buffer]);
    }
  }

  #onWorker(message: FromGopWorker): void {
    if (this.#closed) {
      return;
    }
    switch (message.kind) {
      case 'picture':
        this.#handlers.onPicture(message.timeMs, message.lagMs);
        break;
      case 'blank':
        this.#handlers.onBlank();
        break;
      case 'waiting':
        this.#handlers.onWaiting(message.what);
        break;
      case 'behind':
        this.#handlers.onBehind(message.seconds);
        break;
      case 'failed':
        this.#handlers.onFailed(message.words);
        break;
      case 'unsupported':
        this.#unsupported(message.words);
        break;
      case 'statistics':
        this.#handlers.onStatistics(message);
        break;
    }
  }

  #unsupported(words: string): void {
    if (!this.#closed) {
      this.close();
      this.#handlers.onUnsupported(words);
    }
  }

  #tell(message: ToGopWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }
}
