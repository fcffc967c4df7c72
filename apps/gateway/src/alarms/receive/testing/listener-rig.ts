import { connect, type Socket } from 'node:net';
import type { CasementConfig } from '../../../config/config.js';
import { systemClock, type Clock } from '../../../net/clock.js';
import type { AlarmArrival } from '../../alarm-model.js';
import { AlarmListener } from '../alarm-listener.js';
import { AllowList } from '../allow-list.js';
import { RecorderHosts } from '../recorder-hosts.js';
import { FixedRecorders } from './fixed-recorders.js';

/** What a test wants to be different. */
export type ListenerRigOptions = {
  readonly clock?: Clock;
  readonly allow?: readonly string[];
  readonly ratePerSource?: number;
  readonly port?: number;
};

/** A listener on a port of its own, with what it heard, and senders for it. */
export class ListenerRig {
  readonly listener: AlarmListener;
  readonly arrivals: AlarmArrival[] = [];
  readonly #sockets: Socket[] = [];

  constructor({
    clock = systemClock,
    allow = ['127.0.0.0/8'],
    ratePerSource = 100_000,
    port = 0,
  }: ListenerRigOptions = {}) {
    const config = {
      alarms: { listen: { host: '127.0.0.1', port }, allow, ratePerSource },
    } as unknown as CasementConfig;
    const hosts = new RecorderHosts(new FixedRecorders(), clock, () => Promise.resolve([]));
    this.listener = new AlarmListener(config, clock, new AllowList(config, hosts));
    this.listener.onArrival((arrival) => this.arrivals.push(arrival));
    this.listener.onApplicationBootstrap();
  }

  get counters(): Record<string, number> {
    return this.listener.status.counters;
  }

  /** Messages as hexadecimal numbers, in the order in which they came. */
  get heard(): string[] {
    return this.arrivals.map(({ message }) => Buffer.from(message.bytes).toString('hex'));
  }

  /** Connects; resolves when that has been done. */
  async sender(localAddress = '127.0.0.1'): Promise<Sender> {
    const sender = new Sender(this.listener.address?.port ?? 0, localAddress);
    this.#sockets.push(sender.socket);
    await sender.connected;
    return sender;
  }

  async close(): Promise<void> {
    this.#sockets.forEach((socket) => socket.destroy());
    await this.listener.onModuleDestroy();
  }
}

/** A device that sends alarms. */
export class Sender {
  readonly socket: Socket;
  readonly connected: Promise<void>;
  readonly closed: Promise<void>;
  isClosed = false;
  /** What was sent to it, which is nothing. */
  received = 0;

  constructor(port: number, localAddress: string) {
    this.socket = connect({ port, host: '127.0.0.1', localAddress });
    this.socket.setNoDelay(true);
    this.socket.on('data', (bytes: Buffer) => (this.received += bytes.length));
    this.connected = new Promise((resolve) => {
      this.socket.once('connect', () => resolve());
      this.socket.once('error', () => resolve());
    });
    this.closed = new Promise((resolve) => {
      this.socket.once('close', () => {
        this.isClosed = true;
        resolve();
      });
    });
  }

  /** Resolves when the system has taken them. */
  async write(bytes: Uint8Array): Promise<void> {
    await new Promise<void>((resolve) => {
      this.socket.write(bytes, () => resolve());
    });
  }

  /** Says that nothing follows, and waits for the end. */
  async end(bytes?: Uint8Array): Promise<void> {
    this.socket.end(bytes ?? new Uint8Array());
    await this.closed;
  }
}
