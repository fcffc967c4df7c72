import type { LiveCamera, LiveWatch, MediaSupply, UnitConsumer } from '../viewing/live-cameras.js';

/** Options of {@link ConversionSource}. */
export type ConversionSourceOptions<In> = {
  /** As which viewer it watches the camera. */
  readonly id: string;
  /** What is converted of what the camera sends. */
  readonly pick: (watch: LiveWatch) => MediaSupply<In>;
  /** The camera's format, or why nothing comes, is another one. */
  readonly onChange: () => void;
  /** The camera is gone. */
  readonly onGone: () => void;
};

/** A conversion's hold on its camera: who asked for the conversion first may leave first. */
export class ConversionSource<In> {
  readonly #options: ConversionSourceOptions<In>;
  #camera: LiveCamera;
  #watch: LiveWatch | undefined;
  #supply: MediaSupply<In> | undefined;
  #stopHearing: (() => void) | undefined;
  #stopTaking: (() => void) | undefined;

  constructor(camera: LiveCamera, options: ConversionSourceOptions<In>) {
    this.#camera = camera;
    this.#options = options;
  }

  get camera(): LiveCamera {
    return this.#camera;
  }

  /** `undefined` while the camera is not watched, or nothing came yet. */
  get format(): In | undefined {
    return this.#supply?.format;
  }

  /** Why nothing comes, in words. */
  get reason(): string | undefined {
    return this.#supply?.reason;
  }

  /** The same camera as somebody else was given it: from the next {@link open} on. */
  use(camera: LiveCamera): void {
    this.#camera = camera;
  }

  /** Watches the camera. */
  open(): void {
    const { id, pick, onChange, onGone } = this.#options;
    this.#watch = this.#camera.watch({ counts: false });
    this.#watch.start({
      id,
      // What it takes is its own decision.
      play: () => undefined,
      close: () => {
        onGone();
        return Promise.resolve();
      },
    });
    this.#supply = pick(this.#watch);
    this.#stopHearing = this.#supply.onChange(onChange);
  }

  /** Lets go of the camera. Idempotent. */
  close(): void {
    this.rest();
    this.#stopHearing?.();
    this.#stopHearing = undefined;
    this.#watch?.leave();
    this.#watch = undefined;
    this.#supply = undefined;
  }

  /**
   * Takes units, from the newest one at which decoding may start, until {@link rest}.
   *
   * @param isWanted whether that still holds after the first units, which come at once
   */
  take(consumer: UnitConsumer, isWanted: () => boolean): void {
    const stop = this.#supply?.units(consumer);
    if (isWanted()) {
      this.#stopTaking = stop;
    } else {
      stop?.();
    }
  }

  /** Takes no more units; the camera is still watched. Idempotent. */
  rest(): void {
    this.#stopTaking?.();
    this.#stopTaking = undefined;
  }
}
