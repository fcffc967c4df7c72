import type { PictureSource } from './nvr/live/camera-source.js';

/** Makes the black pictures of all cameras, by camera number. */
type Prepare = (signal: AbortSignal) => Promise<ReadonlyMap<number, PictureSource>>;

/** What a sleeping recorder shows of its cameras: made when it sleeps for the first time, because most never do. */
export class BlackPictures {
  readonly #prepare: Prepare;
  readonly #abort = new AbortController();
  #pictures: ReadonlyMap<number, PictureSource> = new Map();
  #preparing: Promise<void> | undefined;

  constructor(prepare: Prepare) {
    this.#prepare = prepare;
  }

  /** Begins to make them. Without ffmpeg there are none, and the cameras are silent instead. */
  prepare(): void {
    this.#preparing ??= this.#prepare(this.#abort.signal).then(
      (pictures) => {
        this.#pictures = pictures;
      },
      () => undefined,
    );
  }

  /** Those of a camera; `undefined`: there are none, or not yet. */
  of(camera: number): PictureSource | undefined {
    return this.#pictures.get(camera);
  }

  /** Ends the making. */
  async close(): Promise<void> {
    this.#abort.abort();
    await this.#preparing;
  }
}
