import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { WebSocketServer } from 'ws';
import { AuthenticationService } from '../../access/authentication.service.js';
import { CASEMENT_CONFIG, type CasementConfig } from '../../config/config.js';
import { ProblemError } from '../../errors/problem-error.js';
import { problems } from '../../errors/problems.js';
import { toProblem } from '../../errors/to-problem.js';
import { Audience, type PutOut } from '../audience.js';
import { findCamera } from '../find-camera.js';
import { LiveCameras } from '../live-cameras.js';
import { parseStreamQuery } from './stream-query.js';
import { StreamService } from './stream.service.js';
import { refuseUpgrade } from './upgrade-answer.js';

const streamPath = /^api\/v1\/recorders\/([^/]+)\/cameras\/(\d{1,6})\/live\/stream$/;

/** Clients send nothing but control frames; what is longer closes with 1009. */
const maxClientMessageBytes = 1_024;

/** A client that does not answer a close frame is cut off after this time. */
const closeMs = 3_000;

/** An upgrade whose sign-in takes longer is given up, such as one whose client has gone. */
const upgradeMs = 10_000;

/**
 * `…/live/stream`: WebSockets on the gateway's own HTTP server, beside socket.io. Whoever may not see the camera gets
 * an HTTP answer and no WebSocket.
 */
@Injectable()
export class StreamServer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('StreamServer');
  readonly #sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxClientMessageBytes,
    // Answered only while the client reads.
    autoPong: false,
    // Known to the package, but not to its types.
    ...({ closeTimeout: closeMs } as object),
  });
  readonly #onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    void this.#upgrade(request, socket, head);
  };

  constructor(
    @Inject(CASEMENT_CONFIG) private readonly config: CasementConfig,
    private readonly adapter: HttpAdapterHost,
    private readonly authentication: AuthenticationService,
    private readonly cameras: LiveCameras,
    private readonly audience: Audience,
    private readonly streams: StreamService,
  ) {}

  onApplicationBootstrap(): void {
    this.#server.on('upgrade', this.#onUpgrade);
  }

  beforeApplicationShutdown(): void {
    this.#server.off('upgrade', this.#onUpgrade);
  }

  get #server(): Server {
    return this.adapter.httpAdapter.getHttpServer() as Server;
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { basePath } = this.config.server;
    const url = URL.parse(request.url ?? '/', 'http://gateway');
    const path = url?.pathname ?? '/';
    if (path.startsWith(`${basePath}socket.io/`)) {
      return;
    }
    socket.on('error', () => undefined);
    const limit = setTimeout(() => socket.destroy(), upgradeMs);
    try {
      const found = path.startsWith(basePath) ? streamPath.exec(path.slice(basePath.length)) : null;
      if (found === null || url === null) {
        throw problems.notFound(`There is no WebSocket at ${path}.`);
      }
      await this.#open(request, socket, head, {
        recorder: decode(found[1] ?? ''),
        camera: Number(found[2]),
        query: url.searchParams,
      });
    } catch (error) {
      refuseUpgrade(socket, this.#problem(error, path));
    } finally {
      clearTimeout(limit);
    }
  }

  /** @throws {ProblemError} 400, 401, 403, 404, 503 */
  async #open(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    asked: { recorder: string; camera: number; query: URLSearchParams },
  ): Promise<void> {
    const { headers } = request;
    const principal = await this.authentication.authenticate(headers, request.socket.remoteAddress);
    if (principal === undefined) {
      throw problems.unauthenticated();
    }
    const wanted = { recorder: asked.recorder, camera: asked.camera, principal };
    const camera = findCamera(this.cameras, wanted);
    const query = parseStreamQuery(asked.query);
    const way = query.format === 'fmp4' ? 'websocket-mse' : 'websocket-frames';
    if (socket.destroyed) {
      return;
    }
    let close: (why: PutOut) => void = () => void socket.destroy();
    const leave = this.audience.enter(wanted, way, (why) => close(why));
    // Also when the handshake fails behind this.
    socket.once('close', leave);
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      const stream = this.streams.open(camera, query, client);
      close = (why) => stream.close(why);
    });
  }

  #problem(error: unknown, path: string): ProblemError {
    const problem = toProblem(error, { method: 'GET', path });
    if (problem !== undefined) {
      return problem;
    }
    this.#logger.error({ err: error, path, msg: 'an upgrade failed' });
    return new ProblemError({
      status: 500,
      kind: 'internal',
      title: 'Something went wrong in the gateway',
      detail: "The gateway's log has the details.",
    });
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
