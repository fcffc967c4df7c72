import type { KeptSound } from '../playback-output.js';
import { madeGop } from '../testing/kept-gops.js';
import { PlaybackSocket, maxWaitingBytes } from './playback-socket.js';
import type { PlaybackWebSocket } from './playback-socket.js';

/** A WebSocket whose network takes what a test lets it take. */
class SlowSocket implements PlaybackWebSocket {
  bufferedAmount = 0;
  readonly sent: { readonly bytes: number; readonly fin: boolean }[] = [];
  pings = 0;
  isTerminated = false;
  readonly #done: { readonly bytes: number; readonly done: (() => void) | undefined }[] = [];

  send(
    data: string | Uint8Array,
    { fin }: { readonly fin: boolean },
    done?: (error?: Error) => void,
  ): void {
    const bytes = Buffer.byteLength(data);
    this.sent.push({ bytes, fin });
    this.bufferedAmount += bytes;
    this.#done.push({ bytes, done });
  }

  /** The network takes the oldest piece. */
  take(): void {
    const first = this.#done.shift();
    this.bufferedAmount -= first?.bytes ?? 0;
    first?.done?.();
  }

  ping(): void {
    this.pings += 1;
  }

  close(): void {
    this.isTerminated = true;
  }

  terminate(): void {
    this.isTerminated = true;
  }
}

const bench = () => {
  const socket = new SlowSocket();
  const time = { nowMs: 0 };
  let ready = 0;
  const output = new PlaybackSocket({
    socket,
    sound: undefined,
    nowMs: () => time.nowMs,
    onReady: () => (ready += 1),
    onClosed: () => undefined,
  });
  const picture = { timeMs: 0, data: new Uint8Array(1024 * 1024), key: true, show: true };
  const gop = { ...madeGop({ startMs: 0 }), pictures: [picture] };
  return { socket, time, output, gop, ready: () => ready };
};

describe('PlaybackSocket', () => {
  it('sends the pieces of a GOP as one message', () => {
    const { socket, output } = bench();
    output.gop(madeGop({ startMs: 0, pictures: 3 }), 1);
    expect(socket.sent.map(({ fin }) => fin)).toEqual([false, false, false, true]);
  });

  it('is behind while too much waits, and says when it is not any more', () => {
    const { socket, output, gop, ready } = bench();
    while (!output.isBehind) {
      output.gop(gop, 1);
    }
    expect(socket.bufferedAmount).toBeGreaterThan(maxWaitingBytes);
    expect(socket.bufferedAmount).toBeLessThan(maxWaitingBytes + 2 * 1024 * 1024);
    const sent = socket.sent.length;
    const sound: KeptSound = { camera: 1, codec: 'g711', startMs: 0, endMs: 1, frames: [] };
    output.sound(sound, 1);
    expect(socket.sent).toHaveLength(sent);
    while (socket.bufferedAmount > 5 * 1024 * 1024) {
      socket.take();
    }
    expect(ready()).toBe(0);
    while (socket.bufferedAmount > 0) {
      socket.take();
    }
    expect(ready()).toBe(1);
  });

  it('ends a client that takes nothing for 30 s, not one that is slow', () => {
    const { socket, time, output, gop } = bench();
    for (let sent = 0; sent < 4; sent += 1) {
      output.gop(gop, 1);
    }
    for (let taken = 0; taken < 4; taken += 1) {
      time.nowMs += 25_000;
      socket.take();
      socket.take();
      output.check();
    }
    expect([socket.isTerminated, socket.pings]).toEqual([false, 4]);
    time.nowMs += 29_999;
    output.check();
    expect(socket.isTerminated).toBe(false);
    time.nowMs += 1;
    output.check();
    expect(socket.isTerminated).toBe(true);
  });
});
