import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IncomingMessage, Server } from 'node:http';
import { type DynamicModule, type NestApplicationOptions, RequestMethod } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import type { DestinationStream, Logger } from 'pino';
import type { Registry } from 'prom-client';
import { AuthenticationService } from './access/authentication.service.js';
import { TrustedProxies } from './access/trusted-proxies.js';
import { AppModule } from './app.module.js';
import type { CasementConfig } from './config/config.js';
import type { Surroundings } from './config/surroundings.js';
import { nothingAt } from './errors/nothing-at.js';
import { sendProblem } from './errors/problem-filter.js';
import { problems } from './errors/problems.js';
import { markUnreadBody } from './errors/unread-body.js';
import { httpMetrics } from './health/http-metrics.js';
import { METRICS_REGISTRY } from './health/metrics-registry.js';
import { standardOutput } from './logging/console.js';
import { createLogger } from './logging/create-logger.js';
import { NestLogger } from './logging/nest-logger.js';
import { requestLogger } from './logging/request-logger.js';
import { belowBasePath } from './page/base-path.js';
import { DOCUMENTATION_PATH, OPEN_API_PATH, serveOpenApi } from './page/open-api.js';
import { documentationHeaders, securityHeaders } from './page/security-headers.js';
import { SocketIoAdapter } from './page/socket-io.adapter.js';
import { webPage } from './page/web-page.js';

/** SDP offers are a few kB; JSON bodies are smaller than Express's own limit of 100 kB. */
const SDP_LIMIT = '256kb';
const SDP_TYPES = ['application/sdp', 'application/trickle-ice-sdpfrag'];

/** What a test puts in the place of the real thing. */
export type AppOverrides = Partial<Omit<Surroundings, 'config'>> & {
  /** Where the log goes; the standard output otherwise. */
  readonly logDestination?: DestinationStream;
  /** Folder of the built page. */
  readonly webRoot?: string;
  /** Further modules, such as controllers of a test. */
  readonly modules?: readonly DynamicModule[];
};

/** Who is allowed to see the description of the API: whoever is signed in. */
const documentationGuard =
  (authentication: AuthenticationService) =>
  (request: Request, response: Response, next: NextFunction): void => {
    authentication
      .authenticate(request.headers, request.socket.remoteAddress)
      .then(
        (principal) =>
          principal === undefined ? sendProblem(response, problems.unauthenticated()) : next(),
        next,
      );
  };

const configure = (app: NestExpressApplication, config: CasementConfig, webRoot: string): void => {
  const { basePath, tls } = config.server;
  const proxies = app.get(TrustedProxies);
  app.set('trust proxy', (address: string) => proxies.has(address));
  app.disable('x-powered-by');
  app.use(belowBasePath(basePath));
  app.use(securityHeaders(tls !== undefined));
  app.use(...webPage(webRoot, basePath));
  app.use(httpMetrics(app.get<Registry>(METRICS_REGISTRY)));
  app.use(
    [`/${DOCUMENTATION_PATH}`, `/${OPEN_API_PATH}`],
    documentationGuard(app.get(AuthenticationService)),
    documentationHeaders,
  );
  app.useBodyParser('json');
  app.useBodyParser('text', { type: SDP_TYPES, limit: SDP_LIMIT });
  app.use(markUnreadBody);
  app.setGlobalPrefix('api/v1', {
    exclude: ['healthz', 'readyz', 'metrics'].map((path) => ({ path, method: RequestMethod.GET })),
  });
  app.useWebSocketAdapter(new SocketIoAdapter(app, `${basePath}socket.io`));
  serveOpenApi(app, basePath);
};

// Nest declares its options as a class, but takes literals.
/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment */
const nestOptions = (
  { server: { tls } }: CasementConfig,
  logger: Logger,
): NestApplicationOptions => ({
  logger: new NestLogger(logger),
  abortOnError: false,
  // Forms are for pages of others: only what is read is parsed, see configure().
  bodyParser: false,
  forceCloseConnections: true,
  ...(tls === undefined
    ? {}
    : { httpsOptions: { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) } }),
});
/* eslint-enable @typescript-eslint/no-unsafe-class-instance-assignment */

/**
 * Java, and curl with --http2, offer another protocol with the first request of a connection (`Upgrade: h2c`). Who does not speak it
 * answers as if it had not been offered (RFC 9110 section 7.8).
 */
const wantsWebSocket = ({ headers }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === 'websocket';

/** What is outside of the API's prefix does not reach Nest's own answer for unknown paths. */
const nothingHere = (request: Request, response: Response): void => {
  const path = request.originalUrl.split('?', 1)[0] ?? '/';
  sendProblem(response, nothingAt(request, path));
};

/** A gateway that is ready to listen. */
export type CasementApp = {
  readonly app: NestExpressApplication;
  readonly server: Server;
};

/**
 * Makes the whole gateway; it does not listen yet. The same for the real process and for tests.
 *
 * @throws {DatabaseError} when the database cannot be opened
 */
export const createApp = async (
  config: CasementConfig,
  overrides: AppOverrides = {},
): Promise<CasementApp> => {
  const { logDestination, webRoot, modules = [], ...replaced } = overrides;
  const surroundings: Surroundings = {
    config,
    wallClock: () => Date.now(),
    console: standardOutput,
    ...replaced,
  };
  const logger = createLogger(config.log, logDestination);
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.register(surroundings, modules),
    nestOptions(config, logger),
  );
  app.use(requestLogger(logger));
  configure(app, config, webRoot ?? join(import.meta.dirname, '..', '..', 'web', 'dist'));
  await app.init();
  app.use(nothingHere);
  const server: Server = app.getHttpServer();
  return { app, server: Object.assign(server, { shouldUpgradeCallback: wantsWebSocket }) };
};
