import type {
  Playback,
  PlaybackCamera,
  PlaybackClockMessage,
  PlaybackNote,
} from '@casement/contract';
import type { ClockState, KeptGop, KeptSound, PlaybackOutput } from '../playback-output.js';
import { gopMessage } from './binary-message.js';
import type { BinaryMessage } from './binary-message.js';
import type { SoundMessages } from './sound-messages.js';

/** What a playback's client needs of its WebSocket (`ws`). */
export type PlaybackWebSocket = {
  /** Bytes that were sent, but not taken by the network yet. */
  readonly bufferedAmount: number;
  send(
    data: string | Uint8Array,
    options: { binary: boolean; fin: boolean },
    done?: (error?: Error) => void,
  ): void;
  ping(): void;
  close(code: number, reason: string): void;
  terminate(): void;
};

/** What a {@link PlaybackSocket} is made of. */
export type PlaybackSocketOptions = {
  readonly socket: PlaybackWebSocket;
  /** Missing: the client wants no sound. */
  readonly sound: SoundMessages | undefined;
  readonly nowMs: () => number;
  /** It has taken what it got, after it had been behind. */
  readonly onReady: () => void;
  /** The playback has ended, in words. */
  readonly onClosed: (reason: string) => void;
};

/** More than this does not wait in a socket: two GOPs of 4K. */
export const maxWaitingBytes = 8 * 1024 * 1024;
/** It is ready again when so much is left. */
const readyBytes = maxWaitingBytes / 2;
/** A client that takes nothing for so long is gone. */
const silentMs = 30_000;

/** One client of a camera of a playback, over a WebSocket. */
export class PlaybackSocket implements PlaybackOutput {
  readonly #options: PlaybackSocketOptions;
  #sentBytes = 0;
  #takenBytes = 0;
  #heardMs: number;
  #wasBehind = false;

  constructor(options: PlaybackSocketOptions) {
    this.#options = options;
    this.#heardMs = options.nowMs();
  }

  get wantsSound(): boolean {
    return this.#options.sound !== undefined;
  }

  get isBehind(): boolean {
    const isBehind = this.#options.socket.bufferedAmount > maxWaitingBytes;
    this.#wasBehind ||= isBehind;
    return isBehind;
  }

  clock(state: ClockState, playback: Playback, camera: PlaybackCamera): void {
    const { running, direction, speed, positionMs, generation } = state;
    const message: PlaybackClockMessage = {
      type: 'clock',
      generation,
      running,
      state: playback.state,
      direction,
      speed,
      positionMs,
      reason: playback.reason,
      camera,
    };
    // A newer one follows within a second, at the latest when it has taken what waits.
    if (!this.isBehind) {
      this.#text(JSON.stringify(message));
    }
  }

  gop(gop: KeptGop, generation: number): void {
    this.#binary(gopMessage(gop, generation));
  }

  sound(sound: KeptSound, generation: number): void {
    const { sound: messages } = this.#options;
    if (messages && !this.isBehind) {
      this.#binary(messages.message(sound, generation));
    }
  }

  closed(reason: string): void {
    this.#options.onClosed(reason);
  }

  /** Tells in words why nothing comes. */
  note(reason: string): void {
    const note: PlaybackNote = { type: 'note', reason };
    this.#text(JSON.stringify(note));
  }

  /** Anything came from the client. */
  heard(): void {
    this.#heardMs = this.#options.nowMs();
  }

  /** To be called every few seconds: asks whether the client is there, and ends it when it has taken nothing for long. */
  check(): void {
    const { socket, nowMs } = this.#options;
    this.#look();
    if (nowMs() - this.#heardMs >= silentMs) {
      socket.terminate();
      return;
    }
    socket.ping();
  }

  #text(text: string): void {
    this.#sentBytes += Buffer.byteLength(text);
    this.#options.socket.send(text, { binary: false, fin: true }, this.#sent);
  }

  /** The pieces are frames of one message: nothing else is sent in between. */
  #binary(message: BinaryMessage): void {
    const last = message.length - 1;
    message.forEach((piece, at) => {
      this.#sentBytes += piece.length;
      const fin = at === last;
      this.#options.socket.send(piece, { binary: true, fin }, fin ? this.#sent : undefined);
    });
  }

  readonly #sent = (): void => {
    this.#look();
    if (this.#wasBehind && this.#options.socket.bufferedAmount <= readyBytes) {
      this.#wasBehind = false;
      this.#options.onReady();
    }
  };

  /** What the network has taken tells that the client reads. */
  #look(): void {
    const taken = this.#sentBytes - this.#options.socket.bufferedAmount;
    if (taken > this.#takenBytes) {
      this.#takenBytes = taken;
      this.heard();
    }
  }
}
