import { connect, type LookupFunction, type Socket } from 'node:net';
import type { HostPort } from '../../config/config.js';
import type { Clock } from '../../net/clock.js';
import { DialError } from '../../net/dial-error.js';
import { failureWords } from './failure-words.js';

/** Connecting and writing together. */
const sendTimeoutMs = 5_000;

/** How long a receiver may take to close its side. */
const lingerMs = 10_000;

/** Connections whose other side is still open; the oldest is given up for a new one. */
const maxLingering = 16;

/** What a sender needs. */
export type FrameSenderOptions = {
  readonly target: HostPort;
  readonly clock: Clock;
  /** Instead of the system's. */
  readonly lookup?: LookupFunction;
};

/**
 * Sends notifications the way devices do (E.8): a connection for each, the whole frame, close. Nobody answers: a frame
 * that the system took is sent (A1, A2).
 */
export class FrameSender {
  readonly #options: FrameSenderOptions;
  readonly #lingering = new Set<Socket>();

  constructor(options: FrameSenderOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the whole frame and the end of the connection were written.
   *
   * @throws {DialError} with why not, in words; the reason of the signal, when it is aborted
   */
  async send(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { target, clock, lookup } = this.#options;
    const socket = connect({ ...target, ...(lookup === undefined ? {} : { lookup }) });
    // For its whole life: what goes wrong after the frame was written concerns nobody.
    socket.on('error', () => undefined);
    socket.resume();
    await new Promise<void>((resolve, reject) => {
      const fail = (error: Error): void => {
        stop();
        socket.destroy();
        reject(error);
      };
      const onError = (error: Error): void =>
        fail(new DialError('no-answer', failureWords(error), { cause: error }));
      const onAbort = (): void => fail(signal.reason as Error);
      const stop = (): void => {
        timer.cancel();
        signal.removeEventListener('abort', onAbort);
        socket.off('error', onError);
      };
      const timer = clock.after(sendTimeoutMs, () =>
        fail(new DialError('no-answer', `it did not answer within ${sendTimeoutMs / 1_000} s`)),
      );
      signal.addEventListener('abort', onAbort, { once: true });
      socket.on('error', onError);
      socket.once('connect', () => socket.end(bytes));
      socket.once('finish', () => {
        stop();
        this.#linger(socket);
        resolve();
      });
    });
  }

  /** Closes what receivers have not closed. */
  close(): void {
    this.#lingering.forEach((socket) => socket.destroy());
  }

  /** Closing at once could reset the connection before the receiver has read the frame. */
  #linger(socket: Socket): void {
    const timer = this.#options.clock.after(lingerMs, () => socket.destroy());
    this.#lingering.add(socket);
    socket.once('close', () => {
      timer.cancel();
      this.#lingering.delete(socket);
    });
    const [oldest] = this.#lingering;
    if (this.#lingering.size > maxLingering) {
      oldest?.destroy();
    }
  }
}
