import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { connect, createServer } from 'node:net';
import { PassThrough } from 'node:stream';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { Environment } from './config/expand.js';
import { type Host, runGateway } from './run-gateway.js';
import { temporaryFolder } from './testing/temporary-folder.js';

const folder = temporaryFolder('casement-run-');
afterEach(() => folder.empty());
afterAll(() => {
  Logger.overrideLogger(false);
});

type Listener = (value: unknown) => void;

/** A process that remembers what was done to it. */
const fakeHost = (argv: readonly string[], env: Environment = {}) => {
  const written = { out: '', err: '' };
  const listeners = new Map<string, Listener>();
  let exited: (code: number) => void = () => undefined;
  const exit = new Promise<number>((resolve) => {
    exited = resolve;
  });
  const host: Host = {
    argv,
    env: { CASEMENT_ALARMS_LISTEN: '127.0.0.1:0', ...env },
    out: (text) => (written.out += text),
    err: (text) => (written.err += text),
    on: (event, listener) => void listeners.set(event, listener),
    exit: (code) => exited(code),
  };
  const emit = (event: string, value: unknown) => listeners.get(event)?.(value);
  return { host, written, emit, exit };
};

const logTo = () => {
  const stream = new PassThrough();
  let text = '';
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return { logDestination: stream, logged: () => text };
};

const configFile = (text: string): string => {
  const file = join(folder.path, 'casement.yaml');
  writeFileSync(file, text);
  return file;
};
const minimal = () => configFile('server: { host: 127.0.0.1, port: 0, metricsOpen: true }');

const urlIn = (out: string): string => /ready at (http:\S+)/.exec(out)?.[1] ?? 'no address';

describe('runGateway', () => {
  it('says where it is, shows the one-time password once, and ends with 0', async () => {
    const first = fakeHost(['--config', minimal()]);
    const log = logTo();
    await runGateway(first.host, log);
    const url = urlIn(first.written.out);
    expect(await (await fetch(`${url}healthz`)).json()).toEqual({ status: 'ok' });
    const password = /one-time password {3}(\S+)/.exec(first.written.out)?.[1] ?? '';
    expect(password).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
    expect(log.logged()).not.toContain(password);
    const answer = await fetch(`${url}api/v1/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password }),
    });
    expect(await answer.json()).toMatchObject({ mustChangePassword: true });
    first.emit('SIGTERM', 'SIGTERM');
    expect(await first.exit).toBe(0);
    await expect(fetch(`${url}healthz`)).rejects.toThrow();

    const second = fakeHost(['-c', minimal()]);
    await runGateway(second.host, logTo());
    expect(second.written.out).toMatch(/^Casement is ready at http:\/\/127\.0\.0\.1:\d+\/\n$/);
    second.emit('SIGINT', 'SIGINT');
    expect(await second.exit).toBe(0);
  });

  it('takes the file from the environment, and warns about variables that set nothing', async () => {
    const { host, emit, exit, written } = fakeHost([], {
      CASEMENT_CONFIG: minimal(),
      CASEMENT_ADMIN_PASSWORD: 'short',
      CASEMENT_SERVR_PORT: '1',
    });
    const log = logTo();
    await runGateway(host, log);
    expect(written.out).not.toContain('password');
    expect(log.logged()).toContain('did you mean CASEMENT_SERVER_PORT?');
    expect(log.logged()).toContain('CASEMENT_ADMIN_PASSWORD is shorter than 10 characters');
    emit('SIGTERM', 'SIGTERM');
    expect(await exit).toBe(0);
  });

  it('lists the mistakes of the configuration and ends with 2', async () => {
    const { host, written, exit } = fakeHost(['--config', configFile('server: { prt: 1 }')]);
    await runGateway(host);
    expect(await exit).toBe(2);
    expect(written.err).toBe(
      'Casement cannot start, its configuration has mistakes:\nserver.prt: found an unknown key; did you mean "port"?\n',
    );
    expect(written.out).toBe('');
  });

  it.each([[['--colour']], [['extra']], [['--config']]])('explains itself for %j', async (argv) => {
    const { host, written, exit } = fakeHost(argv);
    await runGateway(host);
    expect(await exit).toBe(2);
    expect(written.err).toContain('usage: casement');
  });

  it('explains itself when it is asked', async () => {
    const { host, written, exit } = fakeHost(['--help']);
    await runGateway(host);
    expect(await exit).toBe(0);
    expect(written.out).toContain('usage: casement');
  });

  it('says why it cannot start, and ends with 1', async () => {
    const busy = createServer();
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
    const { port } = busy.address() as { port: number };
    const taken = fakeHost(['-c', configFile(`server: { host: 127.0.0.1, port: ${port} }`)]);
    await runGateway(taken.host, logTo());
    expect(await taken.exit).toBe(1);
    expect(taken.written.err).toContain(`address already in use 127.0.0.1:${port}`);
    busy.close();

    const noDatabase = fakeHost(['-c', configFile(`database: { url: 'file:.' }`)]);
    await runGateway(noDatabase.host, logTo());
    expect(await noDatabase.exit).toBe(1);
    expect(noDatabase.written.err).toMatch(
      /^Casement cannot start: the database file:\S+ cannot be opened: /,
    );
  });

  it('serves https when it is given a certificate', async () => {
    const certificates = join(import.meta.dirname, 'net', 'testing');
    const certFile = join(certificates, 'recorder-certificate.pem');
    const keyFile = join(certificates, 'recorder-key.pem');
    const { host, written, emit, exit } = fakeHost(
      [
        '-c',
        configFile(
          JSON.stringify({ server: { host: '127.0.0.1', port: 0, tls: { certFile, keyFile } } }),
        ),
      ],
      { CASEMENT_ADMIN_PASSWORD: 'correct horse' },
    );
    await runGateway(host, logTo());
    const url = /ready at (https:\S+)/.exec(written.out)?.[1] ?? '';
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const body = JSON.stringify({ username: 'admin', password: 'correct horse' });
      const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length };
      request(
        `${url}api/v1/auth/login`,
        { method: 'POST', headers, rejectUnauthorized: false },
        resolve,
      )
        .once('error', reject)
        .end(body);
    });
    answer.resume();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; Secure; SameSite=Lax$/);
    expect(answer.headers['strict-transport-security']).toBeDefined();
    emit('SIGTERM', 'SIGTERM');
    expect(await exit).toBe(0);
  });

  it('survives a rejection that nobody waited for, and counts it', async () => {
    const { host, written, emit, exit } = fakeHost(['-c', minimal()]);
    const log = logTo();
    await runGateway(host, log);
    emit('unhandledRejection', new Error('nobody waited'));
    expect(log.logged()).toContain('nobody waited');
    const metrics = await (await fetch(`${urlIn(written.out)}metrics`)).text();
    expect(metrics).toContain('casement_unhandled_rejections_total 1');
    emit('SIGTERM', 'SIGTERM');
    expect(await exit).toBe(0);
  });

  it('ends with 1 after an exception that nobody caught, in order', async () => {
    const { host, written, emit, exit } = fakeHost(['-c', minimal()]);
    const log = logTo();
    await runGateway(host, log);
    emit('uncaughtException', new Error('nobody caught'));
    expect(await exit).toBe(1);
    expect(log.logged()).toContain('"level":"fatal"');
    expect(log.logged()).toContain('nobody caught');
    await expect(fetch(`${urlIn(written.out)}healthz`)).rejects.toThrow();
  });

  it('does not wait for open connections, nor for a second signal', async () => {
    const { host, written, emit, exit } = fakeHost(['-c', minimal()]);
    await runGateway(host, logTo());
    const { port } = new URL(urlIn(written.out));
    const open = connect(Number(port), '127.0.0.1');
    await new Promise((resolve) => open.once('connect', resolve));
    open.on('error', () => undefined);
    emit('SIGTERM', 'SIGTERM');
    emit('SIGTERM', 'SIGTERM');
    expect(await exit).toBe(1);
    await new Promise((resolve) => open.once('close', resolve));
  });
});
