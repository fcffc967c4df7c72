import { PictureCanvas } from '../../player/picture-canvas.js';
import type { FromGopWorker, ToGopWorker } from './gop-worker-messages.js';
import { PictureEngine } from './picture-engine.js';

// Holds, decodes and draws the recorded pictures of one camera, away from the page's own work. One worker per camera.

const screen = new PictureCanvas();
let isAwake = false;

function tell(message: FromGopWorker): void {
  self.postMessage(message);
}

async function isSupported(codec: string): Promise<boolean> {
  if (codec === 'jpeg') {
    return true;
  }
  // Without https the name does not exist.
  const { VideoDecoder: decoder } = globalThis as Partial<typeof globalThis>;
  const answer = await decoder
    ?.isConfigSupported({ codec, optimizeForLatency: true })
    .catch(() => undefined);
  return answer?.supported === true;
}

function wake(): void {
  if (!isAwake) {
    isAwake = true;
    requestAnimationFrame(tick);
  }
}

function tick(): void {
  isAwake = false;
  if (engine.tick()) {
    wake();
  }
}

const engine = new PictureEngine({
  createDecoder: (init) => new VideoDecoder(init),
  createChunk: (init) => new EncodedVideoChunk(init),
  createBitmap: (jpeg) => createImageBitmap(jpeg),
  isSupported,
  draw: (picture) => void screen.draw(picture),
  clear: () => screen.clear(),
  tell,
  wake,
  // The screen is given what was drawn at the end of the turn, and has it by the next one.
  afterDrawing: (callback) => void requestAnimationFrame(callback),
  nowMs: () => performance.now(),
});

self.onmessage = ({ data: message }: MessageEvent<ToGopWorker>): void => {
  switch (message.kind) {
    case 'canvas':
      screen.use(message.canvas);
      break;
    case 'clock':
      engine.clock(message.state, message.gap, message.atMs - performance.timeOrigin);
      break;
    case 'gop':
      engine.gop(message.header, message.data);
      break;
    case 'budget':
      engine.budget(message.pixels);
      break;
  }
};
