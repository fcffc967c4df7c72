import { WebSocket } from 'ws';
import type { Demo } from './demo.js';

/**
 * Watches a camera without a browser, so that its upstream runs, and the conversion that browsers without H.265 need.
 * Resolves with the first message of the stream.
 *
 * @returns ends it
 * @throws Error when the gateway refuses
 */
export async function keepWarm(demo: Demo, camera: number): Promise<() => void> {
  const url = new URL(`api/v1/recorders/demo/cameras/${camera}/live/stream`, demo.url);
  url.protocol = 'ws:';
  url.search = 'format=frames&video=h264,jpeg&audio=0';
  const socket = new WebSocket(url, { headers: { cookie: await demo.cookie() } });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    // Until then there are only words.
    socket.on('message', (_data, isBinary) => {
      if (isBinary) {
        resolve();
      }
    });
    socket.once('close', (code) => {
      reject(new Error(`camera ${camera}: the stream was closed with ${code}`));
    });
  });
  return () => {
    socket.terminate();
  };
}
