import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { DynamicModule } from '@nestjs/common';
import supertest from 'supertest';
import { type CasementApp, createApp } from '../app.factory.js';
import type { CasementConfig } from '../config/config.js';
import type { Environment } from '../config/expand.js';
import { parseConfig } from '../config/load-config.js';

/** What a test wants to be different from the defaults. */
export type TestGatewayOptions = {
  /** Configuration file as values. */
  readonly config?: object;
  readonly env?: Environment;
  readonly webRoot?: string;
  readonly modules?: readonly DynamicModule[];
  /** Folder that outlives the gateway; a new one otherwise, removed with it. */
  readonly folder?: string;
};

/** A whole gateway in this process, with SQLite in a folder of its own and a clock that the test moves. */
export type TestGateway = CasementApp & {
  readonly config: CasementConfig;
  readonly folder: string;
  /** What was printed on the console. */
  readonly printed: () => string;
  /** What was logged. */
  readonly logged: () => string;
  readonly clock: { nowMs: number };
  readonly http: () => ReturnType<typeof supertest>;
  /** Signs in and gives the cookie. */
  readonly signIn: (username?: string, password?: string) => Promise<string>;
  readonly close: () => Promise<void>;
};

/** The password of `admin` in tests. */
export const ADMIN_PASSWORD = 'correct horse battery';

/** Starts a gateway for a test; close it afterwards. */
export const startTestGateway = async (options: TestGatewayOptions = {}): Promise<TestGateway> => {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'casement-gateway-'));
  const config = parseConfig({
    text: JSON.stringify(options.config ?? {}),
    baseDir: folder,
    env: {
      CASEMENT_LOG_LEVEL: 'debug',
      CASEMENT_ADMIN_PASSWORD: ADMIN_PASSWORD,
      // Many tests run at once; none of them is to be the receiver of this machine.
      CASEMENT_ALARMS_LISTEN: '127.0.0.1:0',
      ...options.env,
    },
  });
  const printed: string[] = [];
  const logged: string[] = [];
  const log = new PassThrough();
  log.on('data', (chunk: Buffer) => logged.push(chunk.toString()));
  const clock = { nowMs: Date.parse('2026-11-21T10:00:00Z') };
  const { app, server } = await createApp(config, {
    wallClock: () => clock.nowMs,
    console: (text) => printed.push(text),
    logDestination: log,
    webRoot: options.webRoot ?? join(folder, 'no-web-build'),
    modules: options.modules ?? [],
  });
  const http = () => supertest(server);
  const { basePath } = config.server;
  return {
    app,
    server,
    config,
    folder,
    clock,
    printed: () => printed.join(''),
    logged: () => logged.join(''),
    http,
    signIn: async (username = 'admin', password = ADMIN_PASSWORD) => {
      const answer = await http()
        .post(`${basePath}api/v1/auth/login`)
        .send({ username, password })
        .expect(200);
      return String(answer.headers['set-cookie']?.[0]).split(';', 1)[0] ?? '';
    },
    close: async () => {
      await app.close();
      if (options.folder === undefined) {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
};
