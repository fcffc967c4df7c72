import { PictureBeat } from './picture-beat.js';
import { PictureWatch } from './picture-watch.js';

/**
 * A canvas that shows JPEG pictures one after the other. While one is decoded only the newest waits. Each picture that is
 * drawn is also told as an event `picture` of the canvas.
 */
export class JpegScreen {
  readonly element: HTMLCanvasElement = document.createElement('canvas');
  readonly #beat = new PictureBeat();
  readonly #watch: PictureWatch;
  #next: Blob | undefined;
  #busy = false;
  #closed = false;
  #drawn = 0;
  #dropped = 0;
  #decodeMs = 0;

  constructor(onPicture: (intervalMs: number | null) => void) {
    this.#watch = new PictureWatch({
      video: this.#beat,
      nowMs: () => performance.now(),
      onPicture,
    });
  }

  /** How many pictures were drawn, how many were not, and how long decoding took, in milliseconds. */
  get counts(): { readonly drawn: number; readonly dropped: number; readonly decodeMs: number } {
    return { drawn: this.#drawn, dropped: this.#dropped, decodeMs: this.#decodeMs };
  }

  start(confirmMs: number): void {
    this.#watch.start(confirmMs);
  }

  show(jpeg: Blob): void {
    this.#dropped += this.#next ? 1 : 0;
    this.#next = jpeg;
    if (!this.#busy) {
      void this.#draw();
    }
  }

  close(): void {
    this.#closed = true;
    this.#watch.stop();
  }

  async #draw(): Promise<void> {
    this.#busy = true;
    for (let jpeg = this.#next; jpeg && !this.#closed; jpeg = this.#next) {
      this.#next = undefined;
      const beganMs = performance.now();
      const picture = await createImageBitmap(jpeg).catch(() => undefined);
      if (picture) {
        this.#put(picture, performance.now() - beganMs);
      } else {
        // A damaged picture: the next one is whole.
        this.#dropped += 1;
      }
    }
    this.#busy = false;
  }

  #put(picture: ImageBitmap, decodeMs: number): void {
    if (!this.#closed) {
      const { element } = this;
      if (element.width !== picture.width || element.height !== picture.height) {
        element.width = picture.width;
        element.height = picture.height;
      }
      element.getContext('2d', { alpha: false })?.drawImage(picture, 0, 0);
      this.#drawn += 1;
      this.#decodeMs += decodeMs;
      this.#beat.beat();
      element.dispatchEvent(new CustomEvent('picture'));
    }
    picture.close();
  }
}
