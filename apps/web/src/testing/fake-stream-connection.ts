import type { StreamStart } from '@casement/contract';
import type { StreamConnection } from '../player/stream-socket.js';

/** What a gateway says first in a stream. */
export const sampleStart = {
  frames: {
    format: 'frames',
    video: 'avc1.4d401f',
    width: 1920,
    height: 1080,
    audio: null,
    converted: null,
  },
  fmp4: {
    format: 'fmp4',
    mimeType: 'video/mp4; codecs="avc1.4d401f"',
    video: 'avc1.4d401f',
    audio: null,
    width: 1920,
    height: 1080,
    converted: null,
  },
} as const satisfies Record<string, StreamStart>;

/** A stream's WebSocket whose other end is the test. */
export class FakeStreamConnection implements StreamConnection {
  binaryType: BinaryType = 'blob';
  onopen: StreamConnection['onopen'] = null;
  onmessage: StreamConnection['onmessage'] = null;
  onclose: StreamConnection['onclose'] = null;
  closed = 0;

  close(): void {
    this.closed += 1;
  }

  opens(): void {
    this.onopen?.call(this as unknown as WebSocket, new Event('open'));
  }

  says(message: object): void {
    this.saysText(JSON.stringify(message));
  }

  saysText(data: string): void {
    this.#message(data);
  }

  sends(data: ArrayBuffer): void {
    this.#message(data);
  }

  closes(code: number, reason = ''): void {
    const event = Object.assign(new Event('close'), { code, reason, wasClean: false });
    this.onclose?.call(this as unknown as WebSocket, event);
  }

  #message(data: unknown): void {
    this.onmessage?.call(this as unknown as WebSocket, new MessageEvent('message', { data }));
  }
}
