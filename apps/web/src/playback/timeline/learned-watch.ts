import type { CameraId } from '../../recorders/camera-id.js';

export type LearnedWatchOptions = {
  /** Asks for the recordings of cameras of which the last answer is older than this, in milliseconds. */
  readonly renew: (cameras: readonly CameraId[], olderThanMs: number) => void;
  /** The cameras whose clock runs within a visible span that is likely: what is there is being learned. */
  readonly learning: () => readonly CameraId[];
};

/** After a camera came into a gap or out of it, once this long nothing more happens, in milliseconds. */
export const gapRestMs = 2_000;
/** However much happens: after this long, in milliseconds. */
export const gapMostMs = 6_000;
/** While a clock runs where recordings are likely, in milliseconds. */
export const learningMs = 5_000;

/** Knows when the gateway has learned something of the recordings, so that the timeline shows it soon. */
export class LearnedWatch {
  readonly #options: LearnedWatchOptions;
  readonly #ticking: ReturnType<typeof setInterval>;
  #inGap: ReadonlyMap<CameraId, boolean> = new Map();
  #changed = new Set<CameraId>();
  #rest: ReturnType<typeof setTimeout> | undefined;
  #most: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LearnedWatchOptions) {
    this.#options = options;
    this.#ticking = setInterval(() => this.#look(), learningMs);
  }

  /** How the cameras stand now: true is in a gap. Cameras that are not open yet are not named. */
  hear(inGap: ReadonlyMap<CameraId, boolean>): void {
    const before = this.#inGap;
    this.#inGap = new Map(inGap);
    const changed = [...inGap].filter(([camera, gap]) => gap !== (before.get(camera) ?? false));
    if (changed.length === 0) {
      return;
    }
    changed.forEach(([camera]) => this.#changed.add(camera));
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#tell(), gapRestMs);
    this.#most ??= setTimeout(() => this.#tell(), gapMostMs);
  }

  /** Asks for nothing any more. */
  close(): void {
    clearInterval(this.#ticking);
    this.#forget();
  }

  #tell(): void {
    // Who was taken off the page meanwhile is of no interest.
    const cameras = [...this.#changed].filter((camera) => this.#inGap.has(camera));
    this.#forget();
    if (cameras.length > 0) {
      this.#options.renew(cameras, 0);
    }
  }

  #forget(): void {
    clearTimeout(this.#rest);
    clearTimeout(this.#most);
    this.#rest = undefined;
    this.#most = undefined;
    this.#changed = new Set();
  }

  #look(): void {
    const cameras = this.#options.learning();
    if (cameras.length > 0) {
      // What was just asked for because of a gap is not asked for again.
      this.#options.renew(cameras, learningMs / 2);
    }
  }
}
