import type { DecodedPicture } from './frame-decoder.js';

/** In pixels. */
export type PictureSize = { readonly width: number; readonly height: number };

/** The size at which a picture is shown. */
export function sizeOf(picture: DecodedPicture): PictureSize {
  return 'displayWidth' in picture
    ? { width: picture.displayWidth, height: picture.displayHeight }
    : { width: picture.width, height: picture.height };
}

/** The canvas of a worker, always as large as its picture. */
export class PictureCanvas {
  #canvas: OffscreenCanvas | undefined;
  #context: OffscreenCanvasRenderingContext2D | null | undefined;

  /** What is drawn on from now on; nothing is drawn before. */
  use(canvas: OffscreenCanvas): void {
    this.#canvas = canvas;
    this.#context = undefined;
  }

  /** @returns the size of the picture; undefined: there is nothing to draw on yet */
  draw(picture: DecodedPicture): PictureSize | undefined {
    const canvas = this.#canvas;
    if (!canvas) {
      return undefined;
    }
    const { width, height } = sizeOf(picture);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    this.#contextOf(canvas)?.drawImage(picture, 0, 0, width, height);
    return { width, height };
  }

  clear(): void {
    if (this.#canvas) {
      const { width, height } = this.#canvas;
      this.#contextOf(this.#canvas)?.clearRect(0, 0, width, height);
    }
  }

  #contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D | null {
    this.#context ??= canvas.getContext('2d', { alpha: false });
    return this.#context;
  }
}
