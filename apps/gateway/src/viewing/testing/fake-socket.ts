import type { ViewerSocket } from '../stream/stream-viewer.js';

/** A WebSocket whose network takes what a test lets it take. */
export class FakeSocket implements ViewerSocket {
  readonly sent: (string | Buffer)[] = [];
  /** Nothing is taken by the network. */
  isStuck = false;
  bufferedAmount = 0;
  pings = 0;
  closed: { readonly code: number; readonly reason: string } | undefined;
  isTerminated = false;

  /** What was sent, in words: texts as they are, and the beginning of everything else. */
  get log(): string[] {
    return this.sent.map((data) => (typeof data === 'string' ? data : data.toString('latin1')));
  }

  send(data: string | Buffer): void {
    this.sent.push(data);
    if (this.isStuck) {
      this.bufferedAmount += Buffer.byteLength(data);
    }
  }

  /** The network takes everything. */
  drain(): void {
    this.isStuck = false;
    this.bufferedAmount = 0;
  }

  ping(): void {
    this.pings += 1;
  }

  close(code: number, reason: string): void {
    this.closed = { code, reason };
  }

  terminate(): void {
    this.isTerminated = true;
  }
}
