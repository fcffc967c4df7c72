import type { ClientToServerEvents, ServerToClientEvents } from '@casement/contract';
import { paths } from '@casement/contract';
import { io, type Socket } from 'socket.io-client';
import { basePath } from './base-url.js';
import { retryLimitsMs } from './retry-delay.js';

type CasementSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

type Request<Name extends keyof ClientToServerEvents> = Parameters<ClientToServerEvents[Name]>[0];
type Answer<Name extends keyof ClientToServerEvents> = Parameters<
  Parameters<ClientToServerEvents[Name]>[1]
>[0];

/** How long the answer to a question may take, in milliseconds: many events may come before it. */
const answerMs = 600_000;

/** What the page knows about its line to the gateway. */
export type SocketState = 'closed' | 'connecting' | 'connected' | 'unreachable';

export type GatewaySocketOptions = {
  /** Makes the socket. Default: socket.io below the base path. */
  readonly connect?: () => CasementSocket;
};

/** The line on which the gateway tells what changed. Reconnects by itself until it is closed. */
export class GatewaySocket {
  readonly #connect: () => CasementSocket;
  readonly #onState = new Set<(state: SocketState) => void>();
  readonly #onRefused = new Set<() => void>();
  readonly #handlers: [keyof ServerToClientEvents, (...data: never[]) => void][] = [];
  #socket: CasementSocket | undefined;
  #state: SocketState = 'closed';

  constructor(options: GatewaySocketOptions = {}) {
    this.#connect = options.connect ?? connectToGateway;
  }

  get state(): SocketState {
    return this.#state;
  }

  onState(listener: (state: SocketState) => void): void {
    this.#onState.add(listener);
  }

  /** Called when the gateway itself turned the socket away: most often the session is over. */
  onRefused(listener: () => void): void {
    this.#onRefused.add(listener);
  }

  /** Handles one event for as long as the page lives, over every reconnection. */
  on<Name extends keyof ServerToClientEvents>(
    name: Name,
    handler: ServerToClientEvents[Name],
  ): void {
    this.#handlers.push([name, handler]);
    this.#socket?.on(name, handler as never);
  }

  /** Connects, unless it is open already. */
  open(): void {
    if (this.#socket) {
      return;
    }
    const socket = this.#connect();
    this.#socket = socket;
    this.#set('connecting');
    for (const [name, handler] of this.#handlers) {
      socket.on(name, handler as never);
    }
    socket.on('connect', () => this.#ifCurrent(socket, 'connected'));
    socket.on('disconnect', (reason) => {
      this.#ifCurrent(socket, 'unreachable');
      if (reason === 'io server disconnect' && this.#socket === socket) {
        this.#turnedAway(socket);
      }
    });
    socket.on('connect_error', () => {
      this.#ifCurrent(socket, 'unreachable');
      // `active` is false when the gateway refused: socket.io itself does not try again then.
      if (!socket.active && this.#socket === socket) {
        this.#turnedAway(socket);
      }
    });
    socket.connect();
  }

  /** Asks the gateway something. @throws Error when there is no line, when it breaks, or when no answer comes in time */
  async ask<Name extends keyof ClientToServerEvents>(
    name: Name,
    request: Request<Name>,
  ): Promise<Answer<Name>> {
    const socket = this.#socket;
    // socket.io would keep the question for the next line, whose beginning asks anew.
    if (socket?.connected !== true) {
      throw new Error(`there is no line to the gateway for "${name}"`);
    }
    const args = [request] as never;
    return socket.timeout(answerMs).emitWithAck(name, ...args);
  }

  /** Tries at once instead of at the next turn. */
  tryNow(): void {
    if (this.#socket && this.#state === 'unreachable') {
      this.#socket.disconnect().connect();
    }
  }

  /** Closes; no listener is called afterwards until it is opened again. */
  close(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.removeAllListeners();
    socket?.disconnect();
    this.#set('closed');
  }

  #turnedAway(socket: CasementSocket): void {
    for (const listener of this.#onRefused) {
      listener();
    }
    setTimeout(() => {
      if (this.#socket === socket && !socket.connected) {
        socket.connect();
      }
    }, retryLimitsMs.longest / 4);
  }

  #ifCurrent(socket: CasementSocket, state: SocketState): void {
    if (this.#socket === socket) {
      this.#set(state);
    }
  }

  #set(state: SocketState): void {
    if (state === this.#state) {
      return;
    }
    this.#state = state;
    for (const listener of this.#onState) {
      listener(state);
    }
  }
}

function connectToGateway(): CasementSocket {
  return io({
    path: `${basePath()}${paths.socketIo}/`,
    autoConnect: false,
    withCredentials: true,
    // A proxy that speaks only HTTP still gets through by polling.
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: retryLimitsMs.shortest,
    reconnectionDelayMax: retryLimitsMs.longest / 2,
    randomizationFactor: 0.5,
    timeout: 8_000,
  });
}
