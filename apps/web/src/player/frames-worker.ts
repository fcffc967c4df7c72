import { FrameDecoder, type DecodedPicture } from './frame-decoder.js';
import { frameBody, readFrameHeader } from './frame-header.js';
import type { FromFramesWorker, ToFramesWorker } from './frames-worker-messages.js';

// Decodes the pictures of one tile and draws them, away from the page's own work. One worker per tile.

let canvas: OffscreenCanvas | undefined;
let context: OffscreenCanvasRenderingContext2D | null | undefined;

function tell(message: FromFramesWorker): void {
  self.postMessage(message);
}

function sizeOf(picture: DecodedPicture): { readonly width: number; readonly height: number } {
  return 'displayWidth' in picture
    ? { width: picture.displayWidth, height: picture.displayHeight }
    : picture;
}

const decoder = new FrameDecoder({
  createDecoder: (init) => new VideoDecoder(init),
  createChunk: (init) => new EncodedVideoChunk(init),
  createBitmap: (jpeg) => createImageBitmap(jpeg),
  draw: (picture, timeMs, decodeMs) => {
    if (!canvas) {
      return;
    }
    const { width, height } = sizeOf(picture);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    context ??= canvas.getContext('2d', { alpha: false });
    context?.drawImage(picture, 0, 0, width, height);
    tell({ kind: 'picture', timeMs, width, height, decodeMs, dropped: decoder.dropped });
  },
  onFailed: (words) => tell({ kind: 'failed', words }),
  nowMs: () => performance.now(),
});

self.onmessage = ({ data: message }: MessageEvent<ToFramesWorker>): void => {
  switch (message.kind) {
    case 'canvas':
      canvas = message.canvas;
      break;
    case 'start':
      decoder.start(message.video);
      break;
    case 'frame': {
      const header = readFrameHeader(message.data);
      if (header && header.kind !== 'sound') {
        decoder.push({
          isKey: header.kind === 'key',
          gap: header.gap,
          timeMs: header.timeMs,
          data: frameBody(message.data),
        });
      }
      break;
    }
  }
};
