import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import {
  Credentials,
  parseDigestAuthorization,
  serializeProductInfo,
  verifyDigest,
} from '@casement/protocol';
import type { KnownRecorder } from '../receive/known-recorders.js';
import { askProductInfo, PasswordRefusedError } from './product-info-client.js';

const mac = '00:80:45:0D:12:34';
const page = serializeProductInfo({ mac, version: 'V1.00', name: 'WJ-ND300', further: new Map() });
const credentials = new Credentials('admin', 'secret');

describe('askProductInfo', () => {
  let server: Server;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const asked: { readonly url: string; readonly authorization: string | undefined }[] = [];
  const sockets = new Set<Socket>();

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { authorization } = request.headers;
      asked.push({ url: request.url ?? '', authorization });
      answer(request, response);
    });
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve());
    });
  });
  beforeEach(() => (asked.length = 0));
  afterAll(async () => {
    sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => server.close(resolve));
  });

  const recorder = (more: Partial<KnownRecorder> = {}): KnownRecorder => ({
    id: 'a',
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    credentials,
    ...more,
  });
  const ask = (more: Partial<KnownRecorder> = {}, signal = new AbortController().signal) =>
    askProductInfo(recorder(more), signal);

  it('asks without a password first', async () => {
    answer = (_request, response) => response.end(page);
    await expect(ask()).resolves.toMatchObject({ mac, name: 'WJ-ND300' });
    expect(asked).toEqual([{ url: '/cgi-bin/getinfo?FILE=1', authorization: undefined }]);
  });

  it.each([
    ['404', (response: ServerResponse) => response.writeHead(404).end('no')],
    ['a page without a MAC', (response: ServerResponse) => response.end('<HTML></HTML>')],
  ])('asks in the way of the document when the other one gives %s', async (_what, first) => {
    answer = (request, response) =>
      request.url?.includes('?') === true ? void first(response) : void response.end(page);
    await expect(ask()).resolves.toMatchObject({ mac });
    expect(asked.map(({ url }) => url)).toEqual(['/cgi-bin/getinfo?FILE=1', '/cgi-bin/getinfo']);
  });

  it('answers a challenge, and offers a wrong password no second time', async () => {
    const challenge = 'Digest realm="recorder", nonce="abc", qop="auth", algorithm=MD5';
    let accepted = 'secret';
    answer = (request, response) => {
      const { authorization = '' } = request.headers;
      const isRight =
        authorization !== '' &&
        verifyDigest({
          authorization: parseDigestAuthorization(authorization),
          method: 'GET',
          password: accepted,
          uri: request.url ?? '',
        });
      response.writeHead(isRight ? 200 : 401, { 'WWW-Authenticate': challenge });
      response.end(isRight ? page : 'no');
    };
    await expect(ask()).resolves.toMatchObject({ mac });
    expect(asked.map(({ authorization }) => authorization?.slice(0, 6))).toEqual([
      undefined,
      'Digest',
    ]);
    accepted = 'another';
    asked.length = 0;
    await expect(ask()).rejects.toThrow(PasswordRefusedError);
    expect(asked.filter(({ authorization }) => authorization !== undefined)).toHaveLength(1);
    asked.length = 0;
    await expect(ask({ credentials: undefined })).resolves.toBeNull();
    expect(asked.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);
  });

  it('reads no more than a page', async () => {
    answer = (_request, response) => void response.end('x'.repeat(1024 * 1024));
    await expect(ask()).rejects.toThrow('it sent more than 16384 bytes about itself');
  });

  it('can be given up', async () => {
    const given = new AbortController();
    answer = () => given.abort(new Error('shutting down'));
    await expect(ask({}, given.signal)).rejects.toMatchObject({ name: 'DialError' });
  });

  it('says why a device does not answer', async () => {
    await expect(ask({ url: new URL('http://127.0.0.1:1') })).rejects.toThrow(
      'it refuses connections on this port',
    );
  });
});
