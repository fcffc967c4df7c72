import type { Socket } from 'socket.io-client';

type Listener = (...data: unknown[]) => void;

/** A socket.io socket whose other end is the test. */
export class FakeSocket {
  active = true;
  connected = false;
  connects = 0;
  readonly #listeners = new Map<string, Listener[]>();

  asSocket(): Socket {
    return this as unknown as Socket;
  }

  on(name: string, listener: Listener): this {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
    return this;
  }

  removeAllListeners(): this {
    this.#listeners.clear();
    return this;
  }

  connect(): this {
    this.connects += 1;
    return this;
  }

  disconnect(): this {
    this.connected = false;
    return this;
  }

  /** The gateway says something. */
  says(name: string, ...data: unknown[]): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      listener(...data);
    }
  }

  becomesConnected(): void {
    this.connected = true;
    this.says('connect');
  }

  breaks(reason = 'transport close'): void {
    this.connected = false;
    this.says('disconnect', reason);
  }
}
