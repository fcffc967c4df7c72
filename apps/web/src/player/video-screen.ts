import { PictureWatch } from './picture-watch.js';
import type { PlayerHandlers, SoundState } from './player.js';
import type { SoundMeter } from './sound-meter.js';

/**
 * A video element with what every way that uses one needs: it plays silently until somebody wants to hear it, goes on when
 * the browser paused it to save power, and tells when its picture moves.
 */
export class VideoScreen {
  readonly element: HTMLVideoElement;
  readonly #handlers: PlayerHandlers;
  readonly #watch: PictureWatch;
  readonly #meter: SoundMeter;
  #volume: number | null = null;
  #hasSound: boolean | null = null;
  #closed = false;

  constructor(handlers: PlayerHandlers, meter: SoundMeter) {
    this.#handlers = handlers;
    this.#meter = meter;
    this.element = document.createElement('video');
    this.element.muted = true;
    this.element.autoplay = true;
    this.element.playsInline = true;
    this.element.disablePictureInPicture = true;
    this.element.addEventListener('pause', this.#onPause);
    this.#watch = new PictureWatch({
      video: this.element,
      nowMs: () => performance.now(),
      onPicture: (intervalMs) => this.#handlers.onPicture(intervalMs),
    });
  }

  /** From now on pictures count. See `PictureWatch.start`. */
  start(confirmMs: number): void {
    this.#watch.start(confirmMs);
    this.resume();
  }

  decoded(framesDecoded: number, drawn: boolean): void {
    this.#watch.decoded(framesDecoded, drawn);
  }

  /** Whether sound comes at all; null: not known yet. */
  set hasSound(hasSound: boolean | null) {
    if (this.#hasSound !== hasSound) {
      this.#hasSound = hasSound;
      this.#tellSound();
    }
  }

  /** See `Player.hear`. */
  hear(volume: number | null): void {
    this.#volume = volume;
    this.element.muted = volume === null;
    if (volume !== null) {
      this.element.volume = volume;
      this.#meter.resume();
    }
    this.resume();
    this.#tellSound();
  }

  soundLevel(): number | null {
    return this.#volume === null ? null : this.#meter.level();
  }

  /** Some browsers pause pictures to save power; muted pictures may always go on. */
  resume(): void {
    const { element } = this;
    element.play().catch((error: unknown) => {
      // A source that is replaced meanwhile rejects too; the next one calls again.
      if (error instanceof DOMException && error.name === 'NotAllowedError' && !element.muted) {
        element.muted = true;
        this.#handlers.onSound('blocked');
        this.resume();
      }
    });
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    this.#watch.stop();
    this.#meter.close();
    this.element.removeEventListener('pause', this.#onPause);
    this.element.pause();
    this.element.srcObject = null;
    this.element.removeAttribute('src');
  }

  readonly #onPause = (): void => {
    if (!this.#closed && document.visibilityState === 'visible') {
      this.resume();
    }
  };

  #tellSound(): void {
    this.#handlers.onSound(this.#volume === null ? 'off' : stateOf(this.#hasSound));
  }
}

function stateOf(hasSound: boolean | null): SoundState {
  if (hasSound === null) {
    return 'waiting';
  }
  return hasSound ? 'on' : 'none';
}
