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
import { type WebSocket, WebSocketServer } from 'ws';
import { AuthenticationService } from '../../access/authentication.service.js';
import type { Principal } from '../../access/principal.js';
import { CASEMENT_CONFIG, type CasementConfig } from '../../config/config.js';
import { ProblemError } from '../../errors/problem-error.js';
import { problems } from '../../errors/problems.js';
import { toProblem } from '../../errors/to-problem.js';
import { refuseUpgrade } from './upgrade-answer.js';

/** Clients send nothing but control frames; what is longer closes with 1009. */
const maxClientMessageBytes = 1_024;

/** A client that does not answer a close frame is cut off after this time. */
const closeMs = 3_000;

/** An upgrade whose sign-in takes longer is given up, such as one whose client has gone. */
const upgradeMs = 10_000;

/** A WebSocket that somebody who is signed in asks for. */
export type UpgradeRequest = {
  readonly principal: Principal;
  /** What the groups of the route's pattern matched, decoded. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
};

/** Lets somebody in. */
export type AcceptUpgrade = {
  /** Calls back with the open WebSocket; `gone` is called when the connection closes, also when the handshake fails. */
  accept(open: (client: WebSocket) => void, gone: () => void): void;
};

/**
 * Answers who may have a WebSocket; within the turn of the event loop, so that nobody goes meanwhile.
 *
 * @throws {ProblemError} what the client is answered instead
 */
export type UpgradeHandler = (request: UpgradeRequest, door: AcceptUpgrade) => void;

type Route = { readonly pattern: RegExp; readonly handler: UpgradeHandler };

/**
 * The WebSockets of the gateway's own HTTP server, beside socket.io: finds who answers an upgrade by its path. Whoever is
 * refused gets an HTTP answer and no WebSocket.
 */
@Injectable()
export class UpgradeRouter implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('UpgradeRouter');
  readonly #routes: Route[] = [];
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
  ) {}

  onApplicationBootstrap(): void {
    this.#server.on('upgrade', this.#onUpgrade);
  }

  beforeApplicationShutdown(): void {
    this.#server.off('upgrade', this.#onUpgrade);
  }

  /** WebSockets at paths below the base path that match are this handler's business. */
  route(pattern: RegExp, handler: UpgradeHandler): void {
    this.#routes.push({ pattern, handler });
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
      const found = path.startsWith(basePath) ? this.#find(path.slice(basePath.length)) : undefined;
      if (found === undefined || url === null) {
        throw problems.notFound(`There is no WebSocket at ${path}.`);
      }
      const { headers } = request;
      const address = request.socket.remoteAddress;
      const principal = await this.authentication.authenticate(headers, address);
      if (principal === undefined) {
        throw problems.unauthenticated();
      }
      const door: AcceptUpgrade = {
        accept: (open, gone) => {
          socket.once('close', gone);
          this.#sockets.handleUpgrade(request, socket, head, open);
        },
      };
      if (!socket.destroyed) {
        found.handler({ principal, parts: found.parts, query: url.searchParams }, door);
      }
    } catch (error) {
      refuseUpgrade(socket, this.#problem(error, path));
    } finally {
      clearTimeout(limit);
    }
  }

  #find(path: string): { handler: UpgradeHandler; parts: readonly string[] } | undefined {
    for (const { pattern, handler } of this.#routes) {
      const match = pattern.exec(path);
      if (match) {
        return { handler, parts: match.slice(1).map(decode) };
      }
    }
    return undefined;
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
