import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { createServer as createPlainServer } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import type { Dispatcher } from 'undici';
import { createDialler } from './dial.js';
import type { TlsTrust } from './dial.js';
import {
  DialError,
  fromDialFailure,
  isConnectionLost,
  isUnreachable,
  toDialError,
  toDialFailure,
} from './dial-error.js';

const folder = join(import.meta.dirname, 'testing');
const cert = readFileSync(join(folder, 'recorder-certificate.pem'), 'utf8');
const key = readFileSync(join(folder, 'recorder-key.pem'), 'utf8');
const fingerprint = new X509Certificate(cert).fingerprint256;

describe('createDialler', () => {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const diallers: Dispatcher[] = [];
  let requests = 0;

  async function listen(server: Server): Promise<number> {
    servers.push(server);
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve());
    });
    return (server.address() as AddressInfo).port;
  }

  async function get(origin: string, tls?: TlsTrust, headersTimeout = 5_000): Promise<string> {
    const dialler = createDialler({ tls, connectTimeoutMs: 2_000 });
    diallers.push(dialler);
    const { body } = await dialler
      .request({ origin, path: '/', method: 'GET', headersTimeout })
      .catch((error: unknown) => {
        throw toDialError(error);
      });
    return body.text();
  }

  const secure = async (): Promise<string> => {
    const port = await listen(
      createServer({ cert, key }, (request, response) => {
        requests += 1;
        response.end(String(request.headers.accept));
      }),
    );
    return `https://127.0.0.1:${port}`;
  };

  beforeEach(() => {
    requests = 0;
  });

  afterEach(async () => {
    await Promise.all(diallers.splice(0).map((dialler) => dialler.destroy()));
    sockets.forEach((socket) => socket.destroy());
    await Promise.all(
      servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))),
    );
  });

  it('refuses an unknown certificate before a request is sent, and tells its fingerprint', async () => {
    await expect(get(await secure())).rejects.toMatchObject({
      name: 'DialError',
      kind: 'certificate',
      message: `its certificate is not known to this gateway (self-signed); if it is the recorder's own, enter its fingerprint: ${fingerprint}`,
    });
    expect(requests).toBe(0);
  });

  it('refuses another certificate than the pinned one before a request is sent', async () => {
    const pinned = fingerprint.replace(/^../, fingerprint.startsWith('00') ? 'FF' : '00');
    await expect(get(await secure(), { fingerprint256: pinned })).rejects.toMatchObject({
      kind: 'certificate',
      message: `its certificate is not the expected one: found fingerprint ${fingerprint}, expected ${pinned}`,
    });
    expect(requests).toBe(0);
  });

  it('accepts the pinned certificate, in small letters too, and sends no Accept header', async () => {
    await expect(get(await secure(), { fingerprint256: fingerprint.toLowerCase() })).resolves.toBe(
      'undefined',
    );
  });

  it('accepts a certificate of the given authority', async () => {
    await expect(get(await secure(), { ca: cert })).resolves.toBe('undefined');
  });

  it('refuses a certificate of the given authority that is made out for another name', async () => {
    const origin = (await secure()).replace('127.0.0.1', 'ip6-nowhere.localhost');
    await expect(get(origin, { ca: cert })).rejects.toBeInstanceOf(DialError);
    expect(requests).toBe(0);
  });

  it('says when there is no HTTPS, no server, or no answer', async () => {
    const plain = await listen(createPlainServer((_request, response) => response.end()));
    await expect(get(`https://127.0.0.1:${plain}`)).rejects.toMatchObject({
      kind: 'no-answer',
      message: 'the TLS handshake failed: is this an HTTPS port?',
    });
    const silent = await listen(createTcpServer());
    await expect(get(`http://127.0.0.1:${silent}`, undefined, 1_000)).rejects.toMatchObject({
      kind: 'no-answer',
      message: 'it accepted the connection but did not answer',
    });
    const gone = createTcpServer();
    const port = await listen(gone);
    await new Promise((resolve) => gone.close(resolve));
    servers.splice(servers.indexOf(gone), 1);
    const error = await get(`http://127.0.0.1:${port}`).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: 'no-answer',
      message: 'it refuses connections on this port',
    });
    expect(isUnreachable(error)).toBe(true);
  });

  it('tells a broken connection from other failures', async () => {
    const port = await listen(createTcpServer((socket) => socket.destroy()));
    const error = await get(`http://127.0.0.1:${port}`).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'no-answer', message: 'it closed the connection' });
    expect(isConnectionLost((error as DialError).cause)).toBe(true);
    expect(isUnreachable(error)).toBe(false);
    expect(isConnectionLost(new Error('other'))).toBe(false);
    const message = structuredClone(toDialFailure((error as DialError).cause));
    const elsewhere = fromDialFailure(message);
    expect(elsewhere).toMatchObject({ kind: 'no-answer', message: 'it closed the connection' });
    expect(isConnectionLost(elsewhere)).toBe(true);
    const other = fromDialFailure(toDialFailure(new DialError('certificate', 'another one')));
    expect(other).toMatchObject({ kind: 'certificate', message: 'another one' });
    expect(isConnectionLost(other)).toBe(false);
  });
});
