import type { PictureElement } from './player.js';

/** A kept picture is dimmed and small; it need not be sharper than this, in pixels. */
const maxWidth = 960;

/**
 * Copies what an element shows now, so that a tile can go on showing it, dimmed, while there is no
 * connection.
 *
 * @returns false when there was nothing to copy
 */
export function keepLastPicture(picture: PictureElement, canvas: HTMLCanvasElement): boolean {
  const { width, height } = sizeOf(picture);
  if (width === 0 || height === 0) {
    return false;
  }
  const scale = Math.min(1, maxWidth / width);
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  context?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return context !== null;
}

/** Gives the memory back. */
export function dropLastPicture(canvas: HTMLCanvasElement): void {
  canvas.width = 0;
  canvas.height = 0;
}

function sizeOf(picture: PictureElement): { readonly width: number; readonly height: number } {
  return picture instanceof HTMLVideoElement
    ? { width: picture.videoWidth, height: picture.videoHeight }
    : picture;
}
