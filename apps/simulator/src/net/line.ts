import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { randomInteger } from '../random.js';
import type { Random } from '../random.js';

/** What the network does to a connection at the moment, asked at every write. */
export type LineConditions = {
  /** The largest piece a write may have; `undefined`: whatever is there. Counts as one hit when asked. */
  readonly largestPiece: () => number | undefined;
  readonly random: Random;
};

type Done = (error?: Error | null) => void;

/**
 * A connection between the HTTP server and a socket, plain or TLS, that can misbehave: it cuts what is
 * written into small pieces, falls silent without closing, or breaks with a TCP reset.
 */
export class Line extends Duplex {
  readonly remoteAddress: string;
  readonly #socket: Socket;
  /** The TCP socket itself; below TLS it is another one than `#socket`. */
  readonly #tcp: Socket;
  readonly #conditions: LineConditions;
  #silent = false;
  /** What waits for the end of the silence: streams have one operation under way at a time. */
  #parked: (() => void) | undefined;

  constructor(socket: Socket, tcp: Socket, conditions: LineConditions) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
    this.#tcp = tcp;
    this.#conditions = conditions;
    this.remoteAddress = plainAddress(tcp.remoteAddress ?? '');
    tcp.setNoDelay(true);
    socket.on('data', (chunk: Uint8Array) => {
      if (!this.push(chunk)) {
        socket.pause();
      }
    });
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
    socket.on('timeout', () => {
      // Whoever closes an idle connection would be heard, and the network is cut.
      if (!this.#silent) {
        this.emit('timeout');
      }
    });
  }

  /** Stops reading and sending; what is written waits. The connection stays. */
  silence(): void {
    this.#silent = true;
    this.#socket.pause();
  }

  /** Ends the silence: what waited goes out. */
  restore(): void {
    this.#silent = false;
    this.#socket.resume();
    const parked = this.#parked;
    this.#parked = undefined;
    parked?.();
  }

  /** Breaks the connection with a TCP reset. */
  reset(): void {
    this.#tcp.resetAndDestroy();
    this.destroy();
  }

  /** The HTTP server closes idle connections by it, as it does with sockets of its own. */
  setTimeout(timeoutMs: number): this {
    this.#socket.setTimeout(timeoutMs);
    return this;
  }

  override _read(): void {
    if (!this.#silent) {
      this.#socket.resume();
    }
  }

  override _write(bytes: Uint8Array, _encoding: BufferEncoding, done: Done): void {
    this.#send(bytes, done);
  }

  override _writev(chunks: readonly { readonly chunk: Uint8Array }[], done: Done): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: Done): void {
    this.#onceHeard(() => this.#socket.end(() => done()));
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#parked = undefined;
    this.#socket.destroy();
    done(error);
  }

  #send(bytes: Uint8Array, done: Done): void {
    this.#onceHeard(() => {
      const largest = this.#conditions.largestPiece();
      if (largest === undefined) {
        this.#socket.write(bytes, done);
      } else {
        this.#sendPieces(bytes, largest, done);
      }
    });
  }

  /** One piece per turn of the event loop, so that each is a segment of its own. */
  #sendPieces(bytes: Uint8Array, largest: number, done: Done): void {
    const size = 1 + randomInteger(this.#conditions.random, largest);
    const rest = bytes.subarray(size);
    this.#socket.write(bytes.subarray(0, size), (error) => {
      if (error || rest.length === 0) {
        done(error);
      } else {
        setImmediate(() => this.#onceHeard(() => this.#sendPieces(rest, largest, done)));
      }
    });
  }

  /** Does it now, or when the silence ends. */
  #onceHeard(action: () => void): void {
    if (this.#silent) {
      this.#parked = action;
    } else {
      action();
    }
  }
}

/** `::ffff:192.0.2.1`, which a socket for both families reports, as `192.0.2.1`. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}
