import type { Alarm } from '@casement/contract';
import { type Socket, io } from 'socket.io-client';

/** A browser that hears alarms, goes away as it likes, and asks for what it missed when it is back. */
export class AlarmWatcher {
  /** In the order in which they were told. */
  readonly heard: Alarm[] = [];
  readonly changed: Alarm[] = [];
  readonly #socket: Socket;

  constructor(url: string, cookie: string, after: number) {
    this.#socket = io(url, {
      path: '/socket.io',
      extraHeaders: { cookie },
      transports: ['websocket'],
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
    });
    this.#socket.on('alarm', (alarm: Alarm) => this.heard.push(alarm));
    this.#socket.on('alarm-changed', (alarm: Alarm) => this.changed.push(alarm));
    this.#socket.on('connect', () => {
      this.#socket.emit(
        'alarms:resume',
        { after: this.heard.at(-1)?.id ?? after },
        () => undefined,
      );
    });
  }

  get connected(): boolean {
    return this.#socket.connected;
  }

  /** The network breaks; it comes back by itself. */
  drop(): void {
    this.#socket.io.engine.close();
  }

  close(): void {
    this.#socket.close();
  }
}
