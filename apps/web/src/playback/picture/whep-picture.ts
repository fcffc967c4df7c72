import { retryDelayMs } from '../../api/retry-delay.js';
import type { Player, PlayerHandlers, PlayerRequest, SoundState } from '../../player/player.js';
import { WayError } from '../../player/way-error.js';

/** Opens one viewing of the playback's camera by WebRTC. @throws WayError when the browser cannot */
export type OpenWhep = (
  request: Pick<PlayerRequest, 'listening' | 'confirmMs'>,
  handlers: PlayerHandlers,
) => Player;

export type WhepPictureOptions = {
  readonly open: OpenWhep;
  /** Where the player's element goes. */
  readonly host: HTMLElement;
  readonly setTimeout: (callback: () => void, delayMs: number) => number;
  readonly clearTimeout: (timer: number) => void;
  readonly random: () => number;
  /** Pictures move. */
  readonly onPicture: () => void;
  /** Why nothing comes, in words; null when it comes again. */
  readonly onNote: (words: string | null) => void;
  /** Told once: it cannot be shown so; in words. */
  readonly onFailed: (words: string) => void;
  readonly onSound: (state: SoundState) => void;
};

/** Shows a camera of a playback by the paced WebRTC line of live; tries again when the connection breaks. */
export class WhepPicture {
  readonly #options: WhepPictureOptions;
  #volume: number | null;
  #listening: boolean;
  #player: Player | undefined;
  #timer: number | undefined;
  #failures = 0;
  #closed = false;

  /** @param volume how loud, 0 to 1; null: silent */
  constructor(volume: number | null, options: WhepPictureOptions) {
    this.#options = options;
    this.#volume = volume;
    this.#listening = volume !== null;
    this.#open();
  }

  /** See `Player.hear`. A viewing without sound is replaced by one with it. */
  hear(volume: number | null): void {
    this.#volume = volume;
    if (volume !== null && !this.#listening && !this.#closed) {
      this.#listening = true;
      this.#stop();
      this.#open();
    }
    this.#player?.hear(volume);
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.#stop();
  }

  #open(): void {
    try {
      const player = this.#options.open(
        { listening: this.#listening, confirmMs: 0 },
        {
          onBegun: () => undefined,
          onAnswered: () => undefined,
          onConnected: () => undefined,
          onArriving: () => undefined,
          onConverted: () => undefined,
          onPicture: () => {
            this.#failures = 0;
            this.#options.onNote(null);
            this.#options.onPicture();
          },
          onNote: this.#options.onNote,
          onSound: this.#options.onSound,
          onEnded: (error) => this.#onEnded(error),
        },
      );
      this.#player = player;
      player.hear(this.#volume);
      this.#options.host.replaceChildren(player.element);
    } catch (error) {
      this.#onEnded(WayError.from(error));
    }
  }

  #onEnded(error: WayError): void {
    this.#player = undefined;
    const { severity, words, retryAfterMs } = error.tileEnd;
    if (this.#closed) {
      return;
    }
    if (severity !== 'again') {
      this.close();
      this.#options.onFailed(words);
      return;
    }
    this.#options.onNote(words);
    const delayMs = retryAfterMs ?? retryDelayMs(this.#failures, this.#options.random());
    this.#failures += 1;
    this.#timer = this.#options.setTimeout(() => this.#open(), delayMs);
  }

  #stop(): void {
    if (this.#timer !== undefined) {
      this.#options.clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    this.#player?.close();
    this.#player = undefined;
  }
}
