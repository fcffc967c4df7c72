/** A kept picture is dimmed and small; it need not be sharper than this, in pixels. */
const maxWidth = 960;

/**
 * Copies what the video shows now, so that a tile can go on showing it, dimmed, while there is no
 * connection.
 *
 * @returns false when there was nothing to copy
 */
export function keepLastPicture(video: HTMLVideoElement, canvas: HTMLCanvasElement): boolean {
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0 || videoHeight === 0) {
    return false;
  }
  const scale = Math.min(1, maxWidth / videoWidth);
  canvas.width = Math.round(videoWidth * scale);
  canvas.height = Math.round(videoHeight * scale);
  const context = canvas.getContext('2d');
  context?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return context !== null;
}

/** Gives the memory back. */
export function dropLastPicture(canvas: HTMLCanvasElement): void {
  canvas.width = 0;
  canvas.height = 0;
}
