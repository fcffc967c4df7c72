import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { CASEMENT_CONFIG, type CasementConfig } from '../../config/config.js';
import { CLOCK, type Clock, type Timer } from '../../net/clock.js';
import { ListenerSet } from '../../recorders/listener-set.js';
import { AlarmSource, type AlarmArrival } from '../alarm-model.js';
import { AlarmConnection, type AlarmConnectionEnd } from './alarm-connection.js';
import { AllowList } from './allow-list.js';
import { ConnectionTable } from './connection-table.js';
import { listenFailureInWords } from './listen-failure.js';
import { peerAddress } from './peer-address.js';
import { QuietLog } from './quiet-log.js';
import { ReceiveCounters } from './receive-counters.js';
import { WaitingBytes } from './source-lane.js';

/** How long a connection may be silent (A1). */
export const IDLE_MS = 10_000;
/** A port that is taken may become free. */
export const LISTEN_AGAIN_MS = 5_000;
const sweepMs = 1_000;
/** Connections that the system keeps for us while we are busy. */
const backlog = 1_024;
/** For all messages that wait because their sources send too many. */
const maxWaitingBytes = 32 * 1024 * 1024;

/**
 * Takes alarms over TCP (alarm document 2.2.5, decisions A1, E.8): any number of messages per connection, nothing is ever
 * answered. A port that cannot be had is a state and is tried again.
 */
@Injectable()
export class AlarmListener extends AlarmSource implements OnApplicationBootstrap, OnModuleDestroy {
  readonly counters = new ReceiveCounters();
  readonly #logger = new Logger('AlarmListener');
  readonly #quiet: QuietLog;
  readonly #waitingBytes = new WaitingBytes(maxWaitingBytes);
  readonly #table: ConnectionTable;
  readonly #listeners = new ListenerSet<AlarmArrival>((error) =>
    this.#logger.error({ err: error, msg: 'an unexpected error' }),
  );
  #server: Server | undefined;
  #retry: Timer | undefined;
  #sweep: Timer | undefined;
  #isListening = false;
  #isClosed = false;
  #words = 'not started yet';

  constructor(
    @Inject(CASEMENT_CONFIG) private readonly config: Pick<CasementConfig, 'alarms'>,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly allowed: AllowList,
  ) {
    super();
    this.#quiet = new QuietLog(
      () => clock.nowMs(),
      (line) => this.#logger.warn(line),
    );
    this.#table = new ConnectionTable({
      clock,
      ratePerSource: config.alarms.ratePerSource,
      waitingBytes: this.#waitingBytes,
      deliver: (arrival) => this.#listeners.tell(arrival),
      delayed: () => (this.counters.delayed += 1),
      dropped: () => (this.counters.dropped += 1),
    });
  }

  onApplicationBootstrap(): void {
    this.#listen();
    this.#sweepAgain();
  }

  async onModuleDestroy(): Promise<void> {
    this.#isClosed = true;
    this.#isListening = false;
    this.#words = 'the gateway is shutting down';
    this.#retry?.cancel();
    this.#sweep?.cancel();
    const server = this.#server;
    const closed = new Promise<void>((resolve) => {
      if (server?.listening === true) {
        server.close(() => resolve());
      } else {
        resolve();
      }
    });
    this.#table.close();
    await closed;
  }

  override onArrival(listener: (arrival: AlarmArrival) => void): () => void {
    return this.#listeners.add(listener);
  }

  override get status(): AlarmSource['status'] {
    return {
      listening: this.#isListening,
      words: this.#words,
      connections: this.#table.size,
      counters: this.counters.all,
    };
  }

  /** Where it listens; the port is the real one when the configuration leaves it to the system. */
  get address(): { readonly host: string; readonly port: number } | undefined {
    const bound = this.#isListening ? (this.#server?.address() as AddressInfo | null) : null;
    return bound === null ? undefined : { host: bound.address, port: bound.port };
  }

  /** Bytes of messages that wait because their sources send too many. */
  get waitingBytes(): number {
    return this.#waitingBytes.used;
  }

  #listen(): void {
    const { host, port } = this.config.alarms.listen;
    // Nothing is read before it is known that somebody may send.
    const server = createServer({ pauseOnConnect: true }, (socket) => this.#accept(socket));
    this.#server = server;
    server.on('error', (error) => this.#failed(server, error));
    server.listen({ host, port, backlog }, () => {
      const bound = server.address() as AddressInfo;
      this.#isListening = true;
      this.#say(`listening on ${joined(host, bound.port)}`, 'log');
    });
  }

  /** Without a port there is nothing to close; an error of a server that listens does not end it. */
  #failed(server: Server, error: Error): void {
    if (server.listening || this.#isClosed) {
      this.#quiet.line('', `the alarm port: ${listenFailureInWords(error)}`);
      return;
    }
    const { host, port } = this.config.alarms.listen;
    const why = listenFailureInWords(error);
    this.#isListening = false;
    this.#say(
      `cannot listen on ${joined(host, port)}: ${why}; tried again every ${LISTEN_AGAIN_MS / 1_000} s`,
      'error',
    );
    this.#retry = this.clock.after(LISTEN_AGAIN_MS, () => this.#listen());
  }

  #say(words: string, level: 'log' | 'error'): void {
    if (words !== this.#words) {
      this.#words = words;
      this.#logger[level](`alarms: ${words}`);
    }
  }

  #accept(socket: Socket): void {
    const source = peerAddress(socket.remoteAddress ?? '');
    if (this.#isClosed || !this.allowed.allows(source)) {
      this.#refuse(socket, 'not-allowed');
      this.#quiet.line(
        `allow ${source}`,
        `alarms: a connection of ${source} was closed: it is the address of no recorder and not in alarms.allow`,
      );
      return;
    }
    const admission = this.#table.admit(source);
    if (!admission.isAdmitted) {
      this.#refuse(socket, admission.reason);
      this.#quiet.line(
        `limit ${source}`,
        `alarms: a connection of ${source} was refused: too many are open (${admission.reason})`,
      );
      return;
    }
    const { lane, displaced } = admission;
    this.counters.connections += 1;
    this.counters.displaced += displaced ? 1 : 0;
    const connection = new AlarmConnection(socket, source, this.clock, {
      bytes: (count) => (this.counters.bytes += count),
      message: (message) => {
        this.counters.messages += 1;
        message.defects.forEach(({ kind }) => this.counters.defect(kind));
        lane.offer({ receivedMs: this.clock.wallMs(), address: source, message });
      },
      overflow: (words) => this.#quiet.line(`cut ${source}`, `alarms of ${source}: ${words}`),
      closed: (end) => this.#closed(connection, end),
    });
    this.#table.add(lane, connection);
  }

  /** With a reset, so that the sender knows that nothing was read and tries again (A2). */
  #refuse(socket: Socket, reason: keyof ReceiveCounters['refused']): void {
    this.counters.refused[reason] += 1;
    socket.on('error', () => undefined);
    socket.resetAndDestroy();
  }

  #closed(connection: AlarmConnection, { truncated, isCut }: AlarmConnectionEnd): void {
    this.#table.remove(connection);
    this.counters.truncated += truncated;
    this.counters.cut += isCut ? 1 : 0;
  }

  #sweepAgain(): void {
    this.#sweep = this.clock.after(sweepMs, () => {
      for (const connection of this.#table.silentSince(this.clock.nowMs() - IDLE_MS)) {
        this.counters.timedOut += 1;
        connection.close();
      }
      this.#table.sweep();
      this.#sweepAgain();
    });
  }
}

function joined(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
