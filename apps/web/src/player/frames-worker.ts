import { FrameDecoder } from './frame-decoder.js';
import { frameBody, readFrameHeader } from './frame-header.js';
import type { FromFramesWorker, ToFramesWorker } from './frames-worker-messages.js';
import { PictureCanvas } from './picture-canvas.js';

// Decodes the pictures of one tile and draws them, away from the page's own work. One worker per tile.

const screen = new PictureCanvas();

function tell(message: FromFramesWorker): void {
  self.postMessage(message);
}

const decoder = new FrameDecoder({
  createDecoder: (init) => new VideoDecoder(init),
  createChunk: (init) => new EncodedVideoChunk(init),
  createBitmap: (jpeg) => createImageBitmap(jpeg),
  draw: (picture, timeMs, decodeMs) => {
    const size = screen.draw(picture);
    if (size) {
      tell({ kind: 'picture', timeMs, ...size, decodeMs, dropped: decoder.dropped });
    }
  },
  onFailed: (words) => tell({ kind: 'failed', words }),
  nowMs: () => performance.now(),
});

self.onmessage = ({ data: message }: MessageEvent<ToFramesWorker>): void => {
  switch (message.kind) {
    case 'canvas':
      screen.use(message.canvas);
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
