import type { PlaybackClockMessage } from '@casement/contract';
import { FramesPicture } from './frames-picture.js';
import { noFacts, type PictureFacts } from './picture-state.js';
import type { PictureWays } from './picture-ways.js';
import { WhepPicture } from './whep-picture.js';

export type PictureScreenOptions = {
  readonly ways: PictureWays;
  /** Absolute http(s) addresses of the camera's stream and of its WHEP endpoint. */
  readonly streamUrl: string;
  readonly whepUrl: string;
  /** Where the element with the picture goes. */
  readonly host: HTMLElement;
  /** How loud, 0 to 1; null: silent. */
  readonly volume: number | null;
  /** Another picture of this time is on the screen, in milliseconds since 1970. */
  readonly onPicture: (timeMs: number) => void;
  /** The screen is empty. */
  readonly onBlank: () => void;
  readonly onFacts: (facts: PictureFacts) => void;
};

/**
 * Shows one camera of a playback in the best way there is: picture by picture where the browser decodes the recording,
 * otherwise by WebRTC. What it says tells which one and why.
 */
export class PictureScreen {
  readonly #options: PictureScreenOptions;
  #facts = noFacts;
  #picture: FramesPicture | WhepPicture | undefined;
  #volume: number | null;
  #closed = false;

  constructor(options: PictureScreenOptions) {
    this.#options = options;
    this.#volume = options.volume;
    const { createWorker } = options.ways;
    if (createWorker === undefined) {
      this.#fallBack('this browser draws no pictures in the background');
    } else {
      this.#openFrames(createWorker);
    }
  }

  /** How loud, 0 to 1; null: silent. */
  hear(volume: number | null): void {
    this.#volume = volume;
    this.#picture?.hear(volume);
  }

  /** What is known from elsewhere of the playback; only asked for while nothing better tells. */
  know(facts: Pick<PictureFacts, 'clock' | 'camera'>): void {
    if (this.#facts.way === 'webrtc') {
      this.#learn(facts);
    }
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.#picture?.close();
    this.#picture = undefined;
    this.#options.host.replaceChildren();
  }

  #openFrames(createWorker: NonNullable<PictureWays['createWorker']>): void {
    const { streamUrl, host, ways, onPicture, onBlank } = this.#options;
    try {
      const picture = new FramesPicture(
        { streamUrl, connect: ways.connect, createWorker },
        this.#volume,
        {
          onPicture: (timeMs) => {
            if (!this.#facts.hasPicture || this.#facts.damaged !== null) {
              this.#learn({ way: 'frames', hasPicture: true, damaged: null });
            }
            onPicture(timeMs);
          },
          onBlank,
          onWaiting: (waits) => this.#learn({ waits }),
          onBehind: (behindSeconds) => this.#learn({ behindSeconds }),
          onClock: (clock) => this.#onClock(clock),
          onNote: (note) => this.#learn({ note }),
          onFailed: (damaged) => this.#learn({ damaged }),
          onUnsupported: (words) => this.#fallBack(words),
          onEnded: (over) => this.#learn({ over }),
          onStatistics: (statistics) => this.#learn({ statistics }),
          onSound: (sound) => this.#learn({ sound }),
        },
      );
      this.#picture = picture;
      host.replaceChildren(picture.element);
    } catch {
      this.#fallBack('this browser draws no pictures in the background');
    }
  }

  #onClock({ state, reason, camera }: PlaybackClockMessage): void {
    this.#learn({ clock: { state, reason }, camera });
    const { noDecoder } = this.#options.ways;
    // JPEG needs no decoder; while it is not known what is recorded, the first GOP will tell.
    const needsDecoder = camera.video === 'h264' || camera.video === 'h265';
    if (needsDecoder && noDecoder !== null && this.#facts.way !== 'webrtc') {
      this.#picture?.close();
      this.#fallBack(noDecoder);
    }
  }

  #fallBack(why: string): void {
    if (this.#closed) {
      return;
    }
    const { ways, whepUrl, host, onBlank } = this.#options;
    this.#picture = undefined;
    onBlank();
    this.#learn({
      way: 'webrtc',
      why,
      waits: null,
      behindSeconds: null,
      note: null,
      damaged: null,
      statistics: null,
      hasPicture: false,
    });
    this.#picture = new WhepPicture(this.#volume, {
      open: ways.openWhep(whepUrl),
      host,
      setTimeout: (callback, delayMs) => window.setTimeout(callback, delayMs),
      clearTimeout: (timer) => window.clearTimeout(timer),
      random: () => Math.random(),
      onPicture: () => {
        if (!this.#facts.hasPicture) {
          this.#learn({ hasPicture: true });
        }
      },
      onNote: (note) => this.#learn({ note }),
      onFailed: (words) => this.#learn({ way: null, over: `${why}; by WebRTC: ${words}` }),
      onSound: (sound) => this.#learn({ sound }),
    });
  }

  #learn(facts: Partial<PictureFacts>): void {
    if (!this.#closed) {
      this.#facts = { ...this.#facts, ...facts };
      this.#options.onFacts(this.#facts);
    }
  }
}
