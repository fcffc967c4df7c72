import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import {
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  WebSocketGateway,
  WebSocketServer,
} from '@nestjs/websockets';
import { AuthenticationService } from '../access/authentication.service.js';
import { SessionEvents } from '../access/session-events.js';
import { AlarmRelay } from '../alarms/relay/alarm-relay.js';
import { ControlRelay } from '../control/control-relay.js';
import type { BrowserServer, BrowserSocket } from './browser-socket.js';
import { EventBudget } from './event-budget.js';
import { DownloadUpdates, type DownloadUpdate } from './download-updates.js';
import { LiveStates, type StateChange } from './live-states.js';
import { PlaybackPositions, type PositionChange } from './playback-positions.js';
import { StateCoalescer } from './state-coalescer.js';

/** Browsers hear of a camera four times a second at most. */
const flushMs = 250;

/**
 * Packets that may wait for one browser. States are replaced by newer ones, so a browser that is behind
 * gets nothing more until it has read what waits, and then everything as it is then.
 */
const maxWaitingPackets = 512;

/** Sessions of open sockets are looked at again, so that a page that is only watched stays signed in. */
const recheckMs = 60_000;

/**
 * The states of recorders and cameras over socket.io: everything on connection, then what changes; and the alarms
 * (see alarms/relay) and camera control (see control/). A browser gets in like every request, and is put out when its
 * sign-in ends.
 */
@Injectable()
@WebSocketGateway({ serveClient: false, maxHttpBufferSize: 64 * 1024 })
export class StateGateway
  implements
    OnApplicationBootstrap,
    BeforeApplicationShutdown,
    OnGatewayConnection,
    OnGatewayDisconnect
{
  @WebSocketServer() private readonly server!: BrowserServer;
  readonly #coalescer = new StateCoalescer();
  readonly #logger = new Logger('StateGateway');
  readonly #stops: (() => void)[] = [];
  readonly #behind = new Set<BrowserSocket>();

  constructor(
    private readonly states: LiveStates,
    private readonly authentication: AuthenticationService,
    private readonly sessions: SessionEvents,
    private readonly playbacks: PlaybackPositions,
    private readonly alarms: AlarmRelay,
    private readonly control: ControlRelay,
    private readonly downloads: DownloadUpdates,
  ) {}

  /** Nest calls this when the server is made: nobody gets past the door without a sign-in. */
  afterInit(server: BrowserServer): void {
    server.use((socket, next) => {
      this.#admit(socket).then(
        () => next(),
        (error: unknown) => next(error instanceof Error ? error : new Error('not signed in')),
      );
    });
  }

  onApplicationBootstrap(): void {
    const flush = setInterval(() => this.#flush(), flushMs);
    const recheck = setInterval(() => void this.#recheck(), recheckMs);
    this.#stops.push(
      () => clearInterval(flush),
      () => clearInterval(recheck),
      this.states.onChange((change) => this.#coalescer.put(change)),
      this.playbacks.onPosition((change) => this.#sendPosition(change)),
      this.downloads.onUpdate((update) => this.#sendDownload(update)),
      this.sessions.onRevoked(({ credentialId }) => this.#putOut(credentialId)),
    );
  }

  beforeApplicationShutdown(): void {
    for (const stop of this.#stops.splice(0)) {
      stop();
    }
    this.server.disconnectSockets(true);
  }

  handleConnection(socket: BrowserSocket): void {
    socket.data.waiting = 0;
    socket.conn.on('drain', () => {
      socket.data.waiting = 0;
    });
    this.#limit(socket);
    this.#sendEverything(socket);
    this.alarms.attach(socket);
    this.control.attach(socket);
  }

  handleDisconnect(socket: BrowserSocket): void {
    this.#behind.delete(socket);
    this.alarms.detach(socket);
    this.control.detach(socket);
  }

  /** Who says more than anybody needs keeps the others from being heard, and is put out. */
  #limit(socket: BrowserSocket): void {
    const budget = new EventBudget(performance.now());
    socket.use((_event, next) => {
      if (budget.take(performance.now())) {
        next();
      } else if (socket.connected) {
        const { username } = socket.data.principal;
        this.#logger.warn({ msg: 'disconnected: it floods its socket', username });
        socket.disconnect(true);
      }
    });
  }

  async #admit(socket: BrowserSocket): Promise<void> {
    const { headers, address } = socket.handshake;
    this.authentication.requireOwnOrigin(headers, address);
    const principal = await this.authentication.authenticate(headers, address);
    if (principal === undefined) {
      throw new Error('unauthenticated');
    }
    socket.data.principal = principal;
  }

  #flush(): void {
    const changes = this.#coalescer.take();
    for (const socket of this.#sockets()) {
      if (this.#behind.has(socket)) {
        this.#catchUp(socket);
      } else {
        for (const change of changes) {
          this.#send(socket, change);
        }
      }
    }
  }

  #send(socket: BrowserSocket, change: StateChange): void {
    if (socket.data.waiting > maxWaitingPackets) {
      this.#behind.add(socket);
      return;
    }
    socket.data.waiting += 1;
    switch (change.what) {
      case 'recorder':
        socket.emit('recorder-state', change.recorder);
        break;
      case 'recorder-removed':
        socket.emit('recorder-removed', { id: change.id });
        break;
      case 'camera':
        if (socket.data.principal.mayView(change.recorder, change.camera.number)) {
          socket.emit('camera-state', { recorder: change.recorder, camera: change.camera });
        }
        break;
    }
  }

  /** To the owner's browsers. One that is behind hears of the next one. */
  #sendPosition({ playback, isFor }: PositionChange): void {
    for (const socket of this.#sockets()) {
      const { principal, waiting } = socket.data;
      if (waiting <= maxWaitingPackets && isFor(principal)) {
        socket.data.waiting += 1;
        socket.emit('playback-position', playback);
      }
    }
  }

  /** To its owners and the administrators. A browser that is behind hears of the next one, but of every end. */
  #sendDownload({ id, download, isFor }: DownloadUpdate): void {
    for (const socket of this.#sockets()) {
      const { principal, waiting } = socket.data;
      const isOver = download?.finishedAt !== null;
      if (isFor(principal) && (isOver || waiting <= maxWaitingPackets)) {
        socket.data.waiting += 1;
        if (download === undefined) {
          socket.emit('download-removed', { id });
        } else {
          socket.emit('download-progress', download);
        }
      }
    }
  }

  #catchUp(socket: BrowserSocket): void {
    if (socket.data.waiting === 0) {
      this.#behind.delete(socket);
      this.#sendEverything(socket);
    }
  }

  #sendEverything(socket: BrowserSocket): void {
    for (const { recorder, cameras } of this.states.snapshot()) {
      this.#send(socket, { what: 'recorder', recorder });
      for (const camera of cameras) {
        this.#send(socket, { what: 'camera', recorder: recorder.id, camera });
      }
    }
  }

  #sockets(): readonly BrowserSocket[] {
    return [...this.server.of('/').sockets.values()];
  }

  #putOut(credentialId: string): void {
    for (const socket of this.#sockets()) {
      if (socket.data.principal.credentialId === credentialId) {
        socket.disconnect(true);
      }
    }
  }

  async #recheck(): Promise<void> {
    for (const socket of this.#sockets()) {
      try {
        const principal = await this.authentication.renew(socket.data.principal);
        if (principal === undefined) {
          socket.disconnect(true);
        } else {
          socket.data.principal = principal;
        }
      } catch (error) {
        this.#logger.warn({ err: error, msg: 'a session could not be looked at' });
      }
    }
  }
}
