import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { Logger } from '@nestjs/common';
import { Counter, type Registry } from 'prom-client';
import { type AppOverrides, type CasementApp, createApp } from './app.factory.js';
import type { CasementConfig } from './config/config.js';
import { ConfigError } from './config/config-error.js';
import type { Environment } from './config/expand.js';
import { configWarnings, loadConfig } from './config/load-config.js';
import { METRICS_REGISTRY } from './health/metrics-registry.js';
import { Readiness } from './health/readiness.js';

/** Exit codes: 2 says that starting again will not help. */
const EXIT = { done: 0, failed: 1, misconfigured: 2 } as const;
/** Everything is closed in order until then, see docs/closing.md; then the process ends all the same. */
const STOP_LIMIT_MS = 10_000;
/** After an exception that nobody caught there is only time to give the recorders' sessions back. */
const CRASH_LIMIT_MS = 3_000;
/** Longer than the 60 s for which reverse proxies keep a connection open that they may use again. */
const KEEP_ALIVE_MS = 65_000;

const USAGE = `usage: casement [--config FILE]

  --config FILE   YAML or JSON, see docs/configuration.md; also CASEMENT_CONFIG
  --help          this text
`;

/** The process the gateway runs in. */
export type Host = {
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly on: (
    event: 'SIGINT' | 'SIGTERM' | 'uncaughtException' | 'unhandledRejection',
    listener: (value: unknown) => void,
  ) => void;
  readonly exit: (code: number) => void;
};

const words = (error: unknown): string => {
  const { message } = error as { message?: unknown };
  return typeof message === 'string' ? message : String(error);
};

/** The configuration, or undefined after it was said what is wrong with it or how to ask for it. */
const configure = ({ argv, env, out, err, exit }: Host): CasementConfig | undefined => {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { config: { type: 'string', short: 'c' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help === true) {
      out(USAGE);
      exit(EXIT.done);
      return undefined;
    }
    const file = values.config ?? env['CASEMENT_CONFIG'];
    return loadConfig(file === undefined || file === '' ? { env } : { file, env });
  } catch (error) {
    err(
      error instanceof ConfigError
        ? `Casement cannot start, its configuration has mistakes:\n${error.message}\n`
        : `${words(error)}\n\n${USAGE}`,
    );
    exit(EXIT.misconfigured);
    return undefined;
  }
};

/** Where people find the page. */
const urlOf = ({ server }: CasementApp, { server: { basePath, host, tls } }: CasementConfig) => {
  const { port } = server.address() as AddressInfo;
  const anywhere = ['0.0.0.0', '::'].includes(host);
  const name = anywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `${tls === undefined ? 'http' : 'https'}://${name}:${port}${basePath}`;
};

const listen = ({ server }: CasementApp, { server: { host, port } }: CasementConfig) => {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
};

/** Ends the gateway once, in order, and the process with it. */
class Stopper {
  readonly #logger = new Logger('Process');
  #stopping = false;
  #gateway: CasementApp | undefined;

  constructor(private readonly exit: (code: number) => void) {}

  started(gateway: CasementApp): void {
    this.#gateway = gateway;
  }

  /** A second signal does not wait any more. */
  signal(name: string): void {
    if (this.#stopping || this.#gateway === undefined) {
      this.exit(this.#stopping ? EXIT.failed : EXIT.done);
      return;
    }
    this.#logger.log(`${name}: stopping`);
    void this.stop(EXIT.done, STOP_LIMIT_MS);
  }

  async stop(code: number, limitMs: number): Promise<void> {
    if (this.#stopping) {
      return;
    }
    this.#stopping = true;
    const limit = setTimeout(() => {
      this.#logger.error(`not everything was closed within ${limitMs} ms`);
      this.exit(EXIT.failed);
    }, limitMs);
    try {
      this.#gateway?.app.get(Readiness).stop();
      this.#gateway?.server.close();
      await this.#gateway?.app.close();
    } catch (error) {
      this.#logger.error({ err: error, msg: 'something could not be closed' });
    }
    clearTimeout(limit);
    this.exit(code);
  }
}

/**
 * What nobody caught. An exception leaves its caller in an unknown state: the process ends, and the
 * service manager starts another. A rejection has only ended its own chain of promises: it is a mistake
 * to be found in the log and in the metrics, and the other cameras go on.
 */
const guard = (host: Host, stopper: Stopper, registry: Registry): void => {
  const logger = new Logger('Process');
  const rejections = new Counter({
    name: 'casement_unhandled_rejections_total',
    help: 'Rejected promises that nobody waited for; every one is a mistake in the gateway.',
    registers: [registry],
  });
  host.on('uncaughtException', (error) => {
    logger.fatal({ err: error, msg: 'an exception that nobody caught: the process ends' });
    void stopper.stop(EXIT.failed, CRASH_LIMIT_MS);
  });
  host.on('unhandledRejection', (error) => {
    rejections.inc();
    logger.error({ err: error, msg: 'a rejection that nobody waited for' });
  });
};

/** Runs the gateway until a signal ends it. */
export const runGateway = async (host: Host, overrides: AppOverrides = {}): Promise<void> => {
  const config = configure(host);
  if (config === undefined) {
    return;
  }
  const stopper = new Stopper(host.exit);
  host.on('SIGINT', () => stopper.signal('SIGINT'));
  host.on('SIGTERM', () => stopper.signal('SIGTERM'));
  let gateway: CasementApp | undefined;
  try {
    gateway = await createApp(config, { console: host.out, ...overrides });
    guard(host, stopper, gateway.app.get<Registry>(METRICS_REGISTRY));
    const logger = new Logger('Config');
    configWarnings(host.env).forEach((warning) => logger.warn(warning));
    await listen(gateway, config);
    stopper.started(gateway);
    host.out(`Casement is ready at ${urlOf(gateway, config)}\n`);
  } catch (error) {
    host.err(`Casement cannot start: ${words(error)}\n`);
    await gateway?.app.close().catch(() => undefined);
    host.exit(EXIT.failed);
  }
};
