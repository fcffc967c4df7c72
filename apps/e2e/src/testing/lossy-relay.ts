import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';

// One file without relative imports: the benchmarks run it as it is, with Node's type stripping.

/** What a bad network does to datagrams in one direction. */
export type LossyLinkOptions = {
  /** Share of datagrams that are lost, 0 to 1. */
  readonly loss: number;
  readonly delayMs: number;
  /** Up to so much is added to the delay, evenly spread; more than the distance of datagrams reorders them. */
  readonly jitterMs?: number;
  /** Speed in megabits a second; without it the link is as fast as the machine. */
  readonly mbps?: number;
  /** What may wait for a link with a speed; beyond it datagrams are dropped. */
  readonly queueBytes?: number;
};

/** What became of the datagrams of one direction. */
export type LossyLinkStatistics = {
  readonly forwarded: number;
  readonly lost: number;
  /** The queue of the link was full. */
  readonly overflowed: number;
};

const defaultQueueBytes = 128_000;
const socketBufferBytes = 4 << 20;
/** Sources beyond these are ignored. */
const maxClients = 256;

/** Random numbers from 0 to below 1 that follow from a seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** Decides the fate of each datagram; pure but for its random numbers, which follow from the seed. */
export class LossyLink {
  readonly #random: () => number;
  #options: LossyLinkOptions;
  #freeAtMs = 0;
  #forwarded = 0;
  #lost = 0;
  #overflowed = 0;

  constructor(options: LossyLinkOptions, seed: number) {
    this.#options = options;
    this.#random = createRandom(seed);
  }

  get statistics(): LossyLinkStatistics {
    return { forwarded: this.#forwarded, lost: this.#lost, overflowed: this.#overflowed };
  }

  /** From the next datagram on. */
  change(options: LossyLinkOptions): void {
    this.#options = options;
  }

  /** When a datagram arrives, on the clock of `nowMs`; `undefined` when it does not. */
  arrivalMs(bytes: number, nowMs: number): number | undefined {
    const { loss, delayMs, jitterMs = 0, mbps, queueBytes = defaultQueueBytes } = this.#options;
    // Both are drawn for every datagram: one that is lost does not change the fate of the others.
    const isLost = this.#random() < loss;
    const jitter = this.#random() * jitterMs;
    let leavesMs = nowMs;
    if (mbps !== undefined) {
      const bytesPerMs = mbps * 125;
      const startsMs = Math.max(nowMs, this.#freeAtMs);
      if ((startsMs - nowMs) * bytesPerMs + bytes > queueBytes) {
        this.#overflowed += 1;
        return undefined;
      }
      leavesMs = startsMs + bytes / bytesPerMs;
      this.#freeAtMs = leavesMs;
    }
    if (isLost) {
      this.#lost += 1;
      return undefined;
    }
    this.#forwarded += 1;
    return leavesMs + delayMs + jitter;
  }
}

/** Where a relay stands. */
export type LossyRelayOptions = {
  readonly target: { readonly host: string; readonly port: number };
  /** 127.0.0.1 and a free port without it. */
  readonly listen?: { readonly host: string; readonly port: number };
  /** To the target. */
  readonly up: LossyLinkOptions;
  /** From the target. */
  readonly down: LossyLinkOptions;
  readonly seed?: number;
};

type RelayClient = { readonly socket: Socket; readonly address: string; readonly port: number };

/**
 * A UDP relay that is a bad network: loss, delay, jitter and a speed in each direction, the same for every run with
 * the same seed and the same datagrams. Each client reaches the target from a port of its own.
 */
export class LossyRelay {
  readonly up: LossyLink;
  readonly down: LossyLink;
  readonly #socket: Socket;
  readonly #target: LossyRelayOptions['target'];
  readonly #clients = new Map<string, RelayClient>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;

  private constructor(options: LossyRelayOptions, socket: Socket) {
    const seed = options.seed ?? 1;
    this.#target = options.target;
    this.#socket = socket;
    this.up = new LossyLink(options.up, seed);
    this.down = new LossyLink(options.down, seed + 1);
    socket.on('message', (datagram, from) => this.#fromClient(datagram, from));
  }

  static async open(options: LossyRelayOptions): Promise<LossyRelay> {
    const { host, port } = options.listen ?? { host: '127.0.0.1', port: 0 };
    return new LossyRelay(options, await bindSocket(host, port));
  }

  get address(): { readonly host: string; readonly port: number } {
    const { address, port } = this.#socket.address();
    return { host: address, port };
  }

  /** From where the clients reach the target now, oldest first. */
  get ports(): readonly number[] {
    return [...this.#clients.values()].map(({ socket }) => socket.address().port);
  }

  /** Each client goes on from another port, as behind a router that forgot it; what is under way is lost. */
  rebind(): void {
    this.#drop();
    this.#clients.clear();
  }

  /** Idempotent; what is under way is lost. */
  close(): void {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    this.#drop();
    this.#socket.close();
  }

  #drop(): void {
    this.#timers.forEach((timer) => clearTimeout(timer));
    this.#timers.clear();
    this.#clients.forEach(({ socket }) => socket.close());
  }

  #fromClient(datagram: Uint8Array, { address, port }: RemoteInfo): void {
    const client = this.#clientOf(address, port);
    if (client !== undefined) {
      this.#carry(this.up, datagram, () => {
        client.socket.send(datagram, this.#target.port, this.#target.host);
      });
    }
  }

  #clientOf(address: string, port: number): RelayClient | undefined {
    const key = `${address} ${String(port)}`;
    const known = this.#clients.get(key);
    if (known !== undefined || this.#clients.size >= maxClients) {
      return known;
    }
    const socket = quietSocket(address);
    const client = { socket, address, port };
    socket.on('message', (datagram) => {
      this.#carry(this.down, datagram, () => this.#socket.send(datagram, port, address));
    });
    this.#clients.set(key, client);
    return client;
  }

  #carry(link: LossyLink, datagram: Uint8Array, send: () => void): void {
    const nowMs = performance.now();
    const arrivalMs = link.arrivalMs(datagram.length, nowMs);
    if (arrivalMs === undefined) {
      return;
    }
    if (arrivalMs <= nowMs) {
      send();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      send();
    }, arrivalMs - nowMs);
    this.#timers.add(timer);
  }
}

/** A socket whose errors (an unreachable port) are what a network does: nothing. */
function quietSocket(host: string): Socket {
  const type = host.includes(':') ? 'udp6' : 'udp4';
  const socket = createSocket({
    type,
    recvBufferSize: socketBufferBytes,
    sendBufferSize: socketBufferBytes,
  });
  socket.on('error', () => undefined);
  return socket;
}

async function bindSocket(host: string, port: number): Promise<Socket> {
  const socket = quietSocket(host);
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, () => {
      socket.off('error', reject);
      resolve();
    });
  });
  return socket;
}
