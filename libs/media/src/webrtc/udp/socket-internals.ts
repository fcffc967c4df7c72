import type { Socket } from 'node:dgram';

/**
 * What node keeps of a dgram socket. Not public: `socket._handle` is deprecated (DEP0112) and the rest is behind a symbol.
 * This file is the only one that looks, and its test fails when a new node has it otherwise.
 */
type SocketState = { readonly handle: SocketHandle | null };
type SocketHandle = { readonly fd: number; lookup?: Lookup };
type Lookup = (address: string, callback: LookupCallback) => unknown;
type LookupCallback = (error: Error | null, address: string) => void;

/** A bound socket as the system knows it. */
export class SocketDescriptor {
  /** File descriptor. */
  readonly fd: number;
  readonly #state: SocketState;
  readonly #handle: SocketHandle;

  constructor(state: SocketState, handle: SocketHandle) {
    this.fd = handle.fd;
    this.#state = state;
    this.#handle = handle;
  }

  /** Whether the socket is still open: the system gives the number of a closed one to something else. */
  get isOpen(): boolean {
    return this.#state.handle === this.#handle;
  }

  /**
   * Makes `socket.send` to a numeric address synchronous. Node looks even those up, and calls back a tick later; until
   * then it holds on to the bytes.
   */
  sendAtOnce(): void {
    const handle = this.#handle;
    handle.lookup = numericLookup;
  }
}

/** Our senders know no names: what is not numeric is refused by the system call. */
function numericLookup(address: string, callback: LookupCallback): void {
  callback(null, address);
}

/** The descriptor of a bound socket; `undefined` when it is not bound, closed, or node keeps it elsewhere. */
export function socketDescriptor(socket: Socket): SocketDescriptor | undefined {
  const symbol = Object.getOwnPropertySymbols(socket).find(
    ({ description }) => description === 'state symbol',
  );
  if (symbol === undefined) {
    return undefined;
  }
  const state: unknown = Reflect.get(socket, symbol);
  if (!isSocketState(state) || !isSocketHandle(state.handle) || state.handle.fd < 0) {
    return undefined;
  }
  return new SocketDescriptor(state, state.handle);
}

function isSocketState(value: unknown): value is SocketState {
  return typeof value === 'object' && value !== null && 'handle' in value;
}

function isSocketHandle(value: unknown): value is SocketHandle {
  return (
    typeof value === 'object' &&
    value !== null &&
    'fd' in value &&
    typeof value.fd === 'number' &&
    'lookup' in value &&
    typeof value.lookup === 'function'
  );
}
